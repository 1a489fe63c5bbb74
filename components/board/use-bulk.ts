"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { uuidv7 } from "uuidv7";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { undoWords } from "@/components/conversations/undo-words";
import { useUndoToast } from "@/components/conversations/use-undo";
import { toastError } from "@/components/ui/toast";
import type { BulkResult, ListFilter, Target, UndoResult } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import type { Selection } from "./selection";

export type Outcome = { text: string; changed: Id[] };

/** "23 of 25 moved to Harbor, 2 could not be found" */
export function wordsOf({ moved, results }: BulkResult, label: string): string {
  const gone = results.filter((row) => row.outcome === "not_found").length;
  const same = results.filter((row) => row.outcome === "unchanged").length;
  const parts = [
    results.length === moved ? `${moved} moved to ${label}` : `${moved} of ${results.length} moved to ${label}`,
    gone > 0 ? `${gone} had moved away` : "",
    same > 0 ? `${same} did not need to move` : "",
  ];
  return parts.filter(Boolean).join(", ");
}

/** Moves a selection in one command, says what became of each row, and undoes it. */
export function useBulk(filter: ListFilter, done: () => void) {
  const trpc = useTRPC();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const undoToast = useUndoToast();
  const assign = useMutation(
    trpc.conversations.bulkAssign.mutationOptions({
      onError: (error) => toastError(refusalOf(error)?.message ?? "Nothing was moved: the server did not answer."),
    }),
  );
  const undone = (result: UndoResult) => {
    const changed = result.results
      .filter((row) => row.outcome === "changed_meanwhile")
      .map((row) => row.conversationId);
    if (changed.length > 0) setOutcome({ text: undoWords(result), changed });
  };
  const move = (selection: Selection, to: Target, label: string) => {
    const bulkId = uuidv7();
    const chosen = selection.kind === "matching" ? { filter } : { ids: [...selection.ids] };
    setOutcome(null);
    assign.mutate(
      { bulkId, selection: chosen, to },
      {
        onSuccess(result) {
          undoToast(wordsOf(result, label), bulkId, undone);
          done();
        },
      },
    );
  };
  return { move, isMoving: assign.isPending, outcome, forget: () => setOutcome(null) };
}
