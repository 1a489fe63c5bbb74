"use client";
import { useState } from "react";
import type { ConversationRow } from "@/server/contract/conversations";

export type ShownRow = { row: ConversationRow; hasLeft: boolean };

/** Paused rows keep their order and place while their content goes on: those that left are marked, those that came are counted. */
export function freeze(frozen: ConversationRow[], live: ConversationRow[]): { rows: ShownRow[]; arrived: number } {
  const now = new Map(live.map((row) => [row.id, row]));
  const held = new Set(frozen.map((row) => row.id));
  return {
    rows: frozen.map((row) => ({ row: now.get(row.id) ?? row, hasLeft: !now.has(row.id) })),
    arrived: live.filter((row) => !held.has(row.id)).length,
  };
}

export function useFrozen(live: ConversationRow[]) {
  const [frozen, setFrozen] = useState<ConversationRow[] | null>(null);
  const shown = frozen ? freeze(frozen, live) : { rows: live.map((row) => ({ row, hasLeft: false })), arrived: 0 };
  return { ...shown, isPaused: frozen !== null, pause: () => setFrozen(live), resume: () => setFrozen(null) };
}
