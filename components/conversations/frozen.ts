"use client";
import { useState } from "react";
import { compareRows } from "@/components/client/patch-list";
import type { ConversationRow } from "@/server/contract/conversations";

export type ShownRow = { row: ConversationRow; hasLeft: boolean };
export type Shown = { rows: ShownRow[]; arrived: number };

/**
 * Held rows keep their order and place while their content goes on: those that left are marked, those that came, or that the
 * customer wrote to again, are counted. What is loaded below the held rows is added there: nothing moves by that.
 */
export function freeze(frozen: readonly ConversationRow[], live: readonly ConversationRow[]): Shown {
  const now = new Map(live.map((row) => [row.id, row]));
  const held = new Set(frozen.map((row) => row.id));
  const last = frozen.at(-1);
  const others = live.filter((row) => !held.has(row.id));
  const below = last ? others.filter((row) => compareRows(row, last) > 0) : [];
  const written = frozen.filter((row) => (now.get(row.id)?.lastInboundSeq ?? 0) > row.lastInboundSeq);
  return {
    rows: [
      ...frozen.map((row) => ({ row: now.get(row.id) ?? row, hasLeft: !now.has(row.id) })),
      ...below.map((row) => ({ row, hasLeft: false })),
    ],
    arrived: others.length - below.length + written.length,
  };
}

/** Rows that can be held still. */
export function useFrozen(live: readonly ConversationRow[]) {
  const [frozen, setFrozen] = useState<readonly ConversationRow[] | null>(null);
  const shown: Shown = frozen
    ? freeze(frozen, live)
    : { rows: live.map((row) => ({ row, hasLeft: false })), arrived: 0 };
  return { ...shown, isPaused: frozen !== null, pause: () => setFrozen(live), resume: () => setFrozen(null) };
}
