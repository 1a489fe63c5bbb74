"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useState } from "react";
import { useMe, useSyncState } from "@/components/client/realtime";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import type { Item, MessageItem } from "@/server/contract/conversations";
import { dropPending, getPending, type Pending, putPending } from "./outbox";
import { useActions } from "./use-actions";
import { useUndoToast } from "./use-undo";
import { useUnsend } from "./use-unsend";

export type Conflict = { entry: Pending; difference: Item[] };

/**
 * Sends messages of the outbox. After a network error or when the server is busy, a message waits and is sent again with the
 * same id. When a colleague has replied meanwhile, the difference is shown and the person decides. A message that is refused
 * for another reason stays, with the reason. A reply that claimed its conversation says so, with Undo, which also takes the reply back
 * while it has not left.
 * @param onSent `takeBack` is there as long as the reply has not left
 */
export function useSend(onSent: (entry: Pending, takeBack?: () => void) => void) {
  const t = useTranslations("composer");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { mutateAsync: sendMessage } = useMutation(trpc.conversations.send.mutationOptions());
  const { mutateAsync: addNote } = useMutation(trpc.conversations.addNote.mutationOptions());
  const claimed = useUndoToast();
  const unsend = useUnsend();
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const post = useCallback(
    async (entry: Pending, { force = false, undoable = true } = {}) => {
      putPending({ ...entry, state: "sending", reason: null });
      const { conversationId, clientMessageId, body, seenSeq, undoId, savedReplyIds = [], mentions = [] } = entry;
      try {
        const answer =
          entry.mode === "note"
            ? { ...(await addNote({ conversationId, clientMessageId, body, mentions })), claimed: false }
            : await sendMessage({
                conversationId,
                clientMessageId,
                body,
                seenSeq,
                force,
                undoable,
                undoId,
                savedReplyIds,
                ...(entry.to ? { to: entry.to } : {}),
                attachmentIds: entry.attachments.map((attachment) => attachment.id),
              });
        dropPending(clientMessageId);
        const takeBack = isUndoable(answer) ? () => unsend(answer) : undefined;
        if (answer.claimed && !entry.resolveAfter)
          claimed(t("sentAndClaimed", { customer: entry.customer }), undoId, undefined, takeBack);
        onSent(entry, takeBack);
      } catch (error) {
        const refusal = refusalOf(error);
        if (!refusal || refusal.code === "unavailable")
          return putPending({
            ...entry,
            state: "waiting", // the server responds, but cannot store anything at the moment
            reason: refusal ? t("busy") : null,
          });
        putPending({ ...entry, state: "refused", reason: errorText(error, "") });
        // The destination may no longer be valid: an address was removed, a contact changed, or the customer opted out.
        void queryClient.invalidateQueries({ queryKey: trpc.conversations.get.queryKey({ conversationId }) });
        if (refusal.code === "conflict") setConflict({ entry, difference: (refusal.details.items ?? []) as Item[] });
      }
    },
    [sendMessage, addNote, onSent, claimed, unsend, queryClient, trpc, t, errorText],
  );
  return { post, conflict, settle: () => setConflict(null) };
}

const isUndoable = (answer: Item): answer is MessageItem => answer.kind === "message" && !!answer.delivery?.undoable;

/** Sends waiting messages when the network is back. Mounted once. */
export function useOutboxDrain(): void {
  const actions = useActions();
  const me = useMe();
  const { state } = useSyncState();
  const { post } = useSend(
    useCallback(
      (entry) => {
        if (entry.resolveAfter) actions.resolveSent(entry);
      },
      [actions],
    ),
  );
  useEffect(() => {
    if (state !== "live") return;
    const drain = async () => {
      // One after the other, to keep their order.
      for (const entry of getPending())
        if (entry.state === "waiting" && entry.userId === me.id)
          // It has waited, and its author may be elsewhere.
          await post(entry, { undoable: false });
    };
    void drain();
    const again = setInterval(drain, 10_000);
    return () => clearInterval(again);
  }, [state, post, me.id]);
}
