"use client";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { useMe } from "@/components/client/realtime";
import { refusalOf, useTRPC } from "@/components/client/trpc";
import { moment } from "@/components/ui/time";
import { toastError, toastInfo, toastUndo } from "@/components/ui/toast";
import type { ConversationRow } from "@/server/contract/conversations";
import { AssignDialog } from "./assign-dialog";
import { SnoozeDialog } from "./snooze-dialog";
import { TransferDialog } from "./transfer-dialog";
import { type Actions, ActionsContext, type DialogKind } from "./use-actions";

const failed = (error: unknown) => toastError(refusalOf(error)?.message ?? "That did not reach the server. Try again.");

/** What can be done to a conversation from the list, the thread and the keyboard: at once, with Undo. */
function useMakeActions(ask: Actions["ask"]): Actions {
  const trpc = useTRPC();
  const me = useMe();
  const { mutate: claim } = useMutation(trpc.conversations.claim.mutationOptions());
  const { mutate: assign } = useMutation(trpc.conversations.assign.mutationOptions({ onError: failed }));
  const { mutate: resolve } = useMutation(trpc.conversations.resolve.mutationOptions({ onError: failed }));
  const { mutate: reopen } = useMutation(trpc.conversations.reopen.mutationOptions({ onError: failed }));
  const { mutate: snooze } = useMutation(trpc.conversations.snooze.mutationOptions({ onError: failed }));
  return useMemo(() => {
    const back = (row: ConversationRow) =>
      assign({ conversationId: row.id, to: { placeId: row.place.id, userId: row.assignee?.id ?? null } });
    const undoable = me.role !== "partner_agent";
    const done = (text: string, row: ConversationRow) =>
      undoable ? toastUndo(text, () => back(row)) : toastInfo(text);
    return {
      ask,
      claim: (row) =>
        claim(
          { conversationId: row.id },
          {
            onSuccess: () => done(`${row.customer.name} is yours`, row),
            onError: (error) => {
              const refusal = refusalOf(error);
              if (refusal?.code !== "taken") return failed(error);
              toastInfo(`${String(refusal.details.by ?? "A colleague")} was first – they have ${row.customer.name}`);
            },
          },
        ),
      assign: (row, to, label) =>
        assign(
          { conversationId: row.id, to },
          { onSuccess: () => done(`${row.customer.name} assigned to ${label}`, row) },
        ),
      resolve: (row) =>
        resolve(
          { conversationId: row.id },
          {
            onSuccess: () => toastUndo(`${row.customer.name} resolved`, () => reopen({ conversationId: row.id })),
          },
        ),
      resolveId: (conversationId) => resolve({ conversationId }),
      reopen: (row) =>
        reopen({ conversationId: row.id }, { onSuccess: () => toastInfo(`${row.customer.name} reopened`) }),
      snooze: (row, until) =>
        snooze(
          { conversationId: row.id, until },
          {
            onSuccess: () =>
              toastUndo(`${row.customer.name} snoozed until ${moment(until, Date.now())}`, () =>
                reopen({ conversationId: row.id }),
              ),
          },
        ),
    };
  }, [ask, me.role, claim, assign, resolve, reopen, snooze]);
}

export function ActionsProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<{ kind: DialogKind; row: ConversationRow } | null>(null);
  const ask = useMemo(() => (kind: DialogKind, row: ConversationRow) => setAsked({ kind, row }), []);
  const actions = useMakeActions(ask);
  const close = () => setAsked(null);
  return (
    <ActionsContext value={actions}>
      {children}
      {asked?.kind === "assign" && <AssignDialog row={asked.row} onClose={close} />}
      {asked?.kind === "transfer" && <TransferDialog row={asked.row} onClose={close} />}
      {asked?.kind === "snooze" && <SnoozeDialog row={asked.row} onClose={close} />}
    </ActionsContext>
  );
}
