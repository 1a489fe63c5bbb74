"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { uuidv7 } from "uuidv7";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { undoOutcome } from "@/components/conversations/undo-words";
import { useUndoToast } from "@/components/conversations/use-undo";
import { toastError } from "@/components/ui/toast";
import type { Translate } from "@/components/ui/translate";
import type { BulkResult, ListFilter, Target, UndoResult } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import type { Selection } from "./selection";

export type Outcome = { text: string; changed: Id[] };

/** "23 of 25 moved to Harbor, 2 could not be found" */
export function bulkOutcome({ moved, results }: BulkResult, target: string, t: Translate<"board">): string {
  const gone = results.filter((row) => row.outcome === "not_found").length;
  const same = results.filter((row) => row.outcome === "unchanged").length;
  const total = results.length;
  const parts = [
    total === moved ? t("moved", { count: moved, target }) : t("movedSome", { count: moved, total, target }),
    gone > 0 ? t("hadMovedAway", { count: gone }) : "",
    same > 0 ? t("unchanged", { count: same }) : "",
  ];
  return parts.filter(Boolean).join(", ");
}

/** Moves a selection in one command, reports the outcome of its rows, and offers undo. */
export function useBulk(filter: ListFilter, done: () => void) {
  const t = useTranslations("board");
  const actions = useTranslations("actions");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const undoToast = useUndoToast();
  const assign = useMutation(
    trpc.conversations.bulkAssign.mutationOptions({
      onError: (error) => toastError(errorText(error, t("moveFailed"))),
    }),
  );
  const undone = (result: UndoResult) => {
    const changed = result.results
      .filter((row) => row.outcome === "changed_meanwhile")
      .map((row) => row.conversationId);
    if (changed.length > 0) setOutcome({ text: undoOutcome(result, actions), changed });
  };
  const move = (selection: Selection, to: Target, label: string) => {
    const bulkId = uuidv7();
    const chosen = selection.kind === "matching" ? { filter } : { ids: [...selection.ids] };
    setOutcome(null);
    assign.mutate(
      { bulkId, selection: chosen, to },
      {
        onSuccess(result) {
          undoToast(bulkOutcome(result, label, t), bulkId, undone);
          done();
        },
      },
    );
  };
  return { move, isMoving: assign.isPending, outcome, forget: () => setOutcome(null) };
}
