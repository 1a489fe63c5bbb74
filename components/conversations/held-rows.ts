"use client";
import { useState } from "react";
import type { ConversationRow, Sort } from "@/server/contract/conversations";
import { COMPARE } from "@/server/contract/views";

export type ShownRow = { row: ConversationRow; hasLeft: boolean };
export type Shown = { rows: ShownRow[]; arrived: number };

/**
 * Held rows keep their order while their content is updated. Rows that left are marked; new rows, and rows with a new customer
 * message, are counted. Older rows that are loaded below are appended.
 */
export function holdRows(held: readonly ConversationRow[], live: readonly ConversationRow[], sort: Sort): Shown {
  const now = new Map(live.map((row) => [row.id, row]));
  const heldIds = new Set(held.map((row) => row.id));
  const last = held.at(-1);
  const others = live.filter((row) => !heldIds.has(row.id));
  const below = last ? others.filter((row) => COMPARE[sort](row, last) > 0) : [];
  const written = held.filter((row) => (now.get(row.id)?.lastInboundSeq ?? 0) > row.lastInboundSeq);
  return {
    rows: [
      ...held.map((row) => ({ row: now.get(row.id) ?? row, hasLeft: !now.has(row.id) })),
      ...below.map((row) => ({ row, hasLeft: false })),
    ],
    arrived: others.length - below.length + written.length,
  };
}

/**
 * Holds rows in place while somebody reads or works in them. An empty list is not held.
 * @returns `refresh` shows the new rows, even while the list is held
 */
export function useHeldRows(
  live: readonly ConversationRow[],
  isHeld: boolean,
  sort: Sort,
): Shown & { refresh: () => void } {
  const [held, setHeld] = useState<readonly ConversationRow[] | null>(null);
  // Computed during render, so that no frame shows moved rows.
  const next = isHeld && live.length + (held?.length ?? 0) > 0 ? (held ?? live) : null;
  if (next !== held) setHeld(next);
  const shown: Shown = next
    ? holdRows(next, live, sort)
    : { rows: live.map((row) => ({ row, hasLeft: false })), arrived: 0 };
  return { ...shown, refresh: () => setHeld(isHeld && live.length > 0 ? live : null) };
}

/** The first row below this one that has not left; null when there is none. */
export function rowAfter(shown: readonly ShownRow[], id: string): string | null {
  const at = shown.findIndex(({ row }) => row.id === id);
  return (at >= 0 && shown.slice(at + 1).find(({ hasLeft }) => !hasLeft)?.row.id) || null;
}

/** The held order of a list; new entries are at its end. */
export function heldOrder<T>(sorted: readonly T[], idOf: (one: T) => string, held: readonly string[]): T[] {
  const place = new Map(held.map((id, at) => [id, at]));
  const placeOf = (one: T) => place.get(idOf(one)) ?? held.length;
  return [...sorted].sort((a, b) => placeOf(a) - placeOf(b));
}

/** Keeps the order of a list while it is held; its content is updated. */
export function useHeldOrder<T>(sorted: readonly T[], idOf: (one: T) => string, isHeld: boolean): T[] {
  const [held, setHeld] = useState<readonly string[] | null>(null);
  const next = isHeld ? (held ?? sorted.map(idOf)) : null;
  if (next !== held) setHeld(next);
  return next ? heldOrder(sorted, idOf, next) : [...sorted];
}
