"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { toastError, toastUndo } from "@/components/ui/toast";
import type { CallbackView } from "@/server/contract/callbacks";
import type { ConversationRow } from "@/server/contract/conversations";
import { requestCall } from "../call-request";
import { askedCallback } from "./callback-request";

export type CallbackRow = ConversationRow & { callback: CallbackView };
export const hasCallback = (row: ConversationRow): row is CallbackRow => row.callback !== null;

/** What can be done with a callback. Ending one can be undone. */
export function useCallbackActions() {
  const t = useTranslations("callbacks");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const onError = (error: unknown) => toastError(errorText(error, t("failed")));
  const restore = useMutation(trpc.calls.restoreCallback.mutationOptions({ onError }));
  const undoable = (key: "canceled" | "completed") => (callbackId: string) =>
    toastUndo(t(key), { label: t("undo"), run: () => restore.mutate({ callbackId }) });
  const [canceled, completed] = [undoable("canceled"), undoable("completed")];
  const cancel = useMutation(
    trpc.calls.cancelCallback.mutationOptions({ onError, onSuccess: (_, { callbackId }) => canceled(callbackId) }),
  );
  const complete = useMutation(
    trpc.calls.completeCallback.mutationOptions({ onError, onSuccess: (_, { callbackId }) => completed(callbackId) }),
  );
  const postpone = useMutation(trpc.calls.postponeCallback.mutationOptions({ onError }));
  return {
    call: ({ id, customer }: CallbackRow) => requestCall({ conversationId: id, customer: customer.name }),
    change: ({ id, customer }: CallbackRow) => askedCallback.set({ conversationId: id, customer: customer.name }),
    cancel: ({ callback }: CallbackRow) => cancel.mutate({ callbackId: callback.id }),
    complete: ({ callback }: CallbackRow) => complete.mutate({ callbackId: callback.id }),
    postpone: ({ callback }: CallbackRow) => postpone.mutate({ callbackId: callback.id }),
    isBusy: cancel.isPending || complete.isPending || postpone.isPending,
  };
}
