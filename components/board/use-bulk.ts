"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { uuidv7 } from "uuidv7";
import { refusalOf, useTRPC } from "@/components/client/trpc";
import { toastError, toastInfo, toastUndo } from "@/components/ui/toast";
import type { BulkResult, ListFilter, Target } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import type { Selection } from "./selection";

export type Outcome = { text: string; changed: Id[] };

/** "23 of 25 moved to Harbor, 2 changed meanwhile" */
export function wordsOf({ moved, results }: BulkResult, label: string): string {
  const changed = results.filter((row) => row.outcome === "changed_meanwhile" || row.outcome === "not_found").length;
  const same = results.filter((row) => row.outcome === "unchanged").length;
  const parts = [
    results.length === moved ? `${moved} moved to ${label}` : `${moved} of ${results.length} moved to ${label}`,
    changed > 0 ? `${changed} changed meanwhile` : "",
    same > 0 ? `${same} were there already` : "",
  ];
  return parts.filter(Boolean).join(", ");
}

/** Moves a selection in one command, says what became of each row, and takes it back. */
export function useBulk(filter: ListFilter, done: () => void) {
  const trpc = useTRPC();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const failed = (error: unknown) =>
    toastError(refusalOf(error)?.message ?? "It could not be done. Nothing was moved.");
  const undo = useMutation(
    trpc.conversations.undoBulk.mutationOptions({
      onError: failed,
      onSuccess: ({ moved, results }) =>
        toastInfo(
          moved === results.length
            ? `${moved} moved back`
            : `${moved} of ${results.length} moved back, the others changed since`,
        ),
    }),
  );
  const assign = useMutation(trpc.conversations.bulkAssign.mutationOptions({ onError: failed }));
  const move = (selection: Selection, to: Target, label: string) => {
    const bulkId = uuidv7();
    const chosen = selection.kind === "matching" ? { filter } : { ids: [...selection.ids] };
    assign.mutate(
      { bulkId, selection: chosen, to },
      {
        onSuccess(result) {
          const text = wordsOf(result, label);
          const changed = result.results
            .filter((row) => row.outcome === "changed_meanwhile")
            .map((row) => row.conversationId);
          setOutcome(changed.length > 0 ? { text, changed } : null);
          toastUndo(text, () => undo.mutate({ bulkId }));
          done();
        },
      },
    );
  };
  return { move, isMoving: assign.isPending, outcome, forget: () => setOutcome(null) };
}
