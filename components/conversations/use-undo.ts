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

type ShowUndo = (text: string, undoId: Id, undone?: (result: UndoResult) => void, also?: () => void) => void;

/**
 * @returns a function that shows a toast with an Undo button, which undoes the change on the server and shows the result. `also`: what
 * Undo does besides, in any case
 */
export function useUndoToast(): ShowUndo {
  const t = useTranslations("actions");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const { mutateAsync: undo } = useMutation(trpc.conversations.undo.mutationOptions());
  return useCallback(
    (text, undoId, undone, also) => {
      // The component may be gone before the answer is here.
      const run = async () => {
        try {
          const result = await undo({ undoId });
          toastInfo(undoOutcome(result, t));
          undone?.(result);
        } catch (error) {
          toastError(errorText(error, t("undo.failed")));
        }
        also?.();
      };
      toastUndo(text, { label: t("undo.label"), run: () => void run() });
    },
    [undo, errorText, t],
  );
}
