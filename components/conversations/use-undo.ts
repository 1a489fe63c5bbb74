"use client";
import { useMutation } from "@tanstack/react-query";
import { useCallback } from "react";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { toastError, toastInfo, toastUndo } from "@/components/ui/toast";
import type { UndoResult } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import { undoWords } from "./undo-words";

/** @returns says what was done, with a button that undoes it on the server and says what came of that */
export function useUndoToast(): (text: string, undoId: Id, undone?: (result: UndoResult) => void) => void {
  const trpc = useTRPC();
  const { mutate } = useMutation(
    trpc.conversations.undo.mutationOptions({
      onSuccess: (result) => toastInfo(undoWords(result)),
      onError: (error) => toastError(refusalOf(error)?.message ?? "Undo did not reach the server. Try again."),
    }),
  );
  return useCallback(
    (text, undoId, undone) => toastUndo(text, () => mutate({ undoId }, undone && { onSuccess: undone })),
    [mutate],
  );
}
