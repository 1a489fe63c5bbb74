"use client";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { uuidv7 } from "uuidv7";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { currentMs } from "@/components/ui/clock";
import { moment } from "@/components/ui/time";
import { toastError, toastInfo } from "@/components/ui/toast";
import type { ConversationRow } from "@/server/contract/conversations";
import { AssignDialog } from "./assign-dialog";
import { SnoozeDialog } from "./snooze-dialog";
import { TransferDialog } from "./transfer-dialog";
import { type Actions, ActionsContext, type DialogKind } from "./use-actions";
import { useLeft } from "./use-lost";
import { useUndoToast } from "./use-undo";

const failed = (error: unknown) => toastError(refusalOf(error)?.message ?? "That did not reach the server. Try again.");
/** What can be done to a conversation from the list, the thread and the keyboard: at once, with Undo. */
function useMakeActions(ask: Actions["ask"]): Actions {
  const trpc = useTRPC();
  const done = useUndoToast();
  const { mutate: claim } = useMutation(trpc.conversations.claim.mutationOptions());
  const { mutate: assign } = useMutation(trpc.conversations.assign.mutationOptions({ onError: failed }));
  const { mutate: resolve } = useMutation(trpc.conversations.resolve.mutationOptions({ onError: failed }));
  const { mutate: reopen } = useMutation(trpc.conversations.reopen.mutationOptions({ onError: failed }));
  const { mutate: snooze } = useMutation(trpc.conversations.snooze.mutationOptions({ onError: failed }));
  return useMemo(() => {
    const change = ({ id }: ConversationRow) => ({ conversationId: id, undoId: uuidv7() });
    return {
      ask,
      claim: (row) => {
        const input = change(row);
        claim(input, {
          onSuccess: () => done(`${row.customer.name} is yours`, input.undoId),
          onError: (error) => {
            const refusal = refusalOf(error);
            if (refusal?.code !== "taken") return failed(error);
            toastInfo(`${String(refusal.details.by ?? "A colleague")} was first – they have ${row.customer.name}`);
          },
        });
      },
      assign: (row, to, label) => {
        const input = change(row);
        assign({ ...input, to }, { onSuccess: () => done(`${row.customer.name} assigned to ${label}`, input.undoId) });
      },
      resolve: (row) => {
        const input = change(row);
        resolve(input, { onSuccess: () => done(`${row.customer.name} resolved`, input.undoId) });
      },
      resolveId: (conversationId) => resolve({ conversationId }),
      reopen: (row) => {
        const input = change(row);
        reopen(input, { onSuccess: () => done(`${row.customer.name} reopened`, input.undoId) });
      },
      snooze: (row, until) => {
        const input = change(row);
        const text = `${row.customer.name} snoozed until ${moment(until, currentMs())}`;
        snooze({ ...input, until }, { onSuccess: () => done(text, input.undoId) });
      },
    };
  }, [ask, done, claim, assign, resolve, reopen, snooze]);
}

export function ActionsProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<{ kind: DialogKind; row: ConversationRow } | null>(null);
  const ask = useMemo(() => (kind: DialogKind, row: ConversationRow) => setAsked({ kind, row }), []);
  const actions = useMakeActions(ask);
  const close = () => setAsked(null);
  // A transfer's card may hold words: its dialog stays and says the same.
  const lost = useLeft(asked?.row.id ?? "");
  const isPointless = lost !== null && asked !== null && asked.kind !== "transfer";
  const customer = asked?.row.customer.name;
  useEffect(() => {
    if (!isPointless) return;
    setAsked(null);
    toastInfo(`The conversation with ${customer} moved. You no longer have access to it.`);
  }, [isPointless, customer]);
  return (
    <ActionsContext value={actions}>
      {children}
      {asked?.kind === "assign" && <AssignDialog row={asked.row} onClose={close} />}
      {asked?.kind === "transfer" && <TransferDialog row={asked.row} onClose={close} />}
      {asked?.kind === "snooze" && <SnoozeDialog row={asked.row} onClose={close} />}
    </ActionsContext>
  );
}
