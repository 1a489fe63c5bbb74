"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { uuidv7 } from "uuidv7";
import { AtPlace, useFormatAt } from "@/components/client/place-zones";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { currentMs } from "@/components/ui/clock";
import { lazyComponent } from "@/components/ui/lazy";
import { toastError, toastInfo, toastUndo } from "@/components/ui/toast";
import { WaitingDialog } from "@/components/ui/waiting-dialog";
import type { ConversationRow } from "@/server/contract/conversations";
import type { LeadingAction, ListOnScreen } from "./lead";
import { useAccessLoss } from "./use-access-loss";
import { type Actions, ActionsContext, type DialogKind } from "./use-actions";
import { useLead } from "./use-lead";
import { useUndoToast } from "./use-undo";

const AssignDialog = lazyComponent(() => import("./assign-dialog").then((code) => code.AssignDialog), WaitingDialog);
const SnoozeDialog = lazyComponent(() => import("./snooze-dialog").then((code) => code.SnoozeDialog), WaitingDialog);
const TransferDialog = lazyComponent(
  () => import("./transfer-dialog").then((code) => code.TransferDialog),
  WaitingDialog,
);

/** @returns a function that shows why a call failed */
export function useFailureToast(): (error: unknown) => void {
  const t = useTranslations("actions");
  const errorText = useErrorText();
  return useCallback((error) => toastError(errorText(error, t("unreachable"))), [errorText, t]);
}

/** Following is for oneself, so its Undo is the opposite. */
function useFollow(): Actions["follow"] {
  const t = useTranslations("following");
  const undo = useTranslations("actions")("undo.label");
  const failed = useFailureToast();
  const { mutate } = useMutation(useTRPC().conversations.follow.mutationOptions({ onError: failed }));
  return useCallback(
    ({ id: conversationId, customer }, isFollowing) => {
      const text = t(isFollowing ? "followed" : "stopped", { customer: customer.name });
      const run = () => mutate({ conversationId, isFollowing: !isFollowing });
      mutate({ conversationId, isFollowing }, { onSuccess: () => toastUndo(text, { label: undo, run }) });
    },
    [mutate, t, undo],
  );
}

/** The actions on a conversation, used by the list, the thread and the keyboard. They apply at once and offer Undo. */
function useMakeActions(ask: Actions["ask"]): Actions {
  const list = useRef<ListOnScreen>(null);
  const lead = useLead(list);
  const t = useTranslations("actions");
  const formatAt = useFormatAt();
  const failed = useFailureToast();
  const trpc = useTRPC();
  const done = useUndoToast();
  const follow = useFollow();
  const { mutate: claim } = useMutation(trpc.conversations.claim.mutationOptions());
  const { mutate: assign } = useMutation(trpc.conversations.assign.mutationOptions({ onError: failed }));
  const { mutate: resolve } = useMutation(trpc.conversations.resolve.mutationOptions({ onError: failed }));
  const { mutate: reopen } = useMutation(trpc.conversations.reopen.mutationOptions({ onError: failed }));
  const { mutate: snooze } = useMutation(trpc.conversations.snooze.mutationOptions({ onError: failed }));
  return useMemo(() => {
    const change = ({ id }: ConversationRow) => ({ conversationId: id, undoId: uuidv7() });
    const led = (
      action: LeadingAction,
      { conversationId, undoId }: ReturnType<typeof change>,
      text: string,
      also?: () => void,
    ) => {
      const { go, back } = lead(action, conversationId);
      return () => {
        done(text, undoId, back, also);
        go();
      };
    };
    return {
      ask,
      list,
      follow,
      claim: (row) => {
        const input = change(row);
        claim(input, {
          onSuccess: led("afterClaim", input, t("claimed", { customer: row.customer.name })),
          onError: (error) => {
            const refusal = refusalOf(error);
            if (refusal?.code !== "taken") return failed(error);
            const by = String(refusal.details.by ?? t("aColleague"));
            toastInfo(t("taken", { by, customer: row.customer.name }));
          },
        });
      },
      assign: (row, to, label) => {
        const input = change(row);
        const text = t("assigned", { customer: row.customer.name, target: label });
        assign({ ...input, to }, { onSuccess: () => done(text, input.undoId) });
      },
      resolve: (row) => {
        const input = change(row);
        resolve(input, { onSuccess: led("afterResolve", input, t("resolved", { customer: row.customer.name })) });
      },
      resolveSent: ({ conversationId, customer, takeBack }) => {
        const input = { conversationId, undoId: uuidv7() };
        const text = t("sentAndResolved", { customer });
        resolve(input, { onSuccess: led("afterResolve", input, text, takeBack) });
      },
      reopen: (row) => {
        const input = change(row);
        reopen(input, { onSuccess: () => done(t("reopened", { customer: row.customer.name }), input.undoId) });
      },
      snooze: (row, until) => {
        const input = change(row);
        const at = formatAt(row.place.id).moment(until, currentMs());
        const text = t("snoozed", { customer: row.customer.name, until: at });
        snooze({ ...input, until }, { onSuccess: () => done(text, input.undoId) });
      },
    };
  }, [ask, lead, done, follow, claim, assign, resolve, reopen, snooze, t, formatAt, failed]);
}

export function ActionsProvider({ children }: { children: ReactNode }) {
  const t = useTranslations("actions");
  const [asked, setAsked] = useState<{ kind: DialogKind; row: ConversationRow } | null>(null);
  const ask = useMemo(() => (kind: DialogKind, row: ConversationRow) => setAsked({ kind, row }), []);
  const actions = useMakeActions(ask);
  const close = () => setAsked(null);
  // The transfer dialog stays open with its card and shows the same error.
  const lost = useAccessLoss(asked?.row.id ?? "");
  const isPointless = lost !== null && asked !== null && asked.kind !== "transfer";
  const customer = asked?.row.customer.name;
  useEffect(() => {
    if (!isPointless) return;
    setAsked(null);
    toastInfo(t("lost", { customer: customer ?? "" }));
  }, [isPointless, customer, t]);
  return (
    <ActionsContext value={actions}>
      {children}
      {asked && (
        <AtPlace placeId={asked.row.place.id}>
          {asked.kind === "assign" && <AssignDialog row={asked.row} onClose={close} />}
          {asked.kind === "transfer" && <TransferDialog row={asked.row} onClose={close} />}
          {asked.kind === "snooze" && <SnoozeDialog row={asked.row} onClose={close} />}
        </AtPlace>
      )}
    </ActionsContext>
  );
}
