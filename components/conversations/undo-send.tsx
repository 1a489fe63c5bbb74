"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMe, useSyncState } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { useShortcuts } from "@/components/shell/shortcuts";
import type { MessageItem } from "@/server/contract/conversations";
import { useDraft } from "./drafts";
import { useUnsend } from "./use-unsend";

type Props = { item: MessageItem };

/** Takes a reply back that has not left yet. Only its author can, and only with a connection: without one it may have left meanwhile. */
export function UndoSend({ item }: Props) {
  const isMine = useMe().id === item.author?.id;
  const { state } = useSyncState();
  return isMine && state === "live" ? <UndoButton item={item} /> : null;
}

function UndoButton({ item }: Props) {
  const t = useTranslations("composer");
  const unsend = useUnsend();
  const isNewest = useIsNewest(item);
  const [text] = useDraft(item.conversationId, "reply");
  // What is being written has its own undo under these keys.
  const hasKeys = text === "" && isNewest();
  const run = () => void unsend(item);
  // Of two replies in the window both may listen; when the key is pressed, the newest one goes.
  const onKeys = () => isNewest() && run();
  useShortcuts(hasKeys ? [{ keys: "$mod+z", label: t("undoSend"), group: "Conversation", run: onKeys }] : []);
  return (
    <button
      type="button"
      onClick={run}
      aria-label={t("undoSend")}
      {...(hasKeys && { "aria-keyshortcuts": "Control+Z" })}
      className="min-h-6 font-semibold text-accent-ink underline underline-offset-2 coarse:min-h-11"
    >
      {t("undo")}
    </button>
  );
}

/** @returns a function that says whether no later message of the same author can be taken back */
function useIsNewest({ conversationId, author, seq }: MessageItem): () => boolean {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () =>
    !queryClient
      .getQueryData(trpc.conversations.get.queryKey({ conversationId }))
      ?.items.some(
        (one) => one.kind === "message" && one.delivery?.undoable && one.author?.id === author?.id && one.seq > seq,
      );
}
