"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { toastError, toastInfo, toastUndo } from "@/components/ui/toast";
import type { UndoResult } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import { undoOutcome } from "./undo-words";

/** @returns a function that shows a toast with an Undo button, which undoes the change on the server and shows the result */
export function useUndoToast(): (text: string, undoId: Id, undone?: (result: UndoResult) => void) => void {
  const t = useTranslations("actions");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const { mutate } = useMutation(
    trpc.conversations.undo.mutationOptions({
      onSuccess: (result) => toastInfo(undoOutcome(result, t)),
      onError: (error) => toastError(errorText(error, t("undo.failed"))),
    }),
  );
  return useCallback(
    (text, undoId, undone) =>
      toastUndo(text, { label: t("undo.label"), run: () => mutate({ undoId }, undone && { onSuccess: undone }) }),
    [mutate, t],
  );
}
