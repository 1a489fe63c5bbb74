"use client";
import { useRef, useState } from "react";
import type { Id } from "@/server/contract/ids";

/** Selected rows, or everything that the filter matches. */
export type Selection = { kind: "rows"; ids: ReadonlySet<Id> } | { kind: "matching" };
const NOTHING: Selection = { kind: "rows", ids: new Set() };

/** A click toggles one row; with Shift, everything from the last clicked row to this one takes its state. */
export function toggle(ids: ReadonlySet<Id>, order: Id[], id: Id, from: Id | null, isRange: boolean): ReadonlySet<Id> {
  const next = new Set(ids);
  const isOn = !ids.has(id);
  const [a, b] = [from === null ? -1 : order.indexOf(from), order.indexOf(id)];
  const range = isRange && a >= 0 && b >= 0 ? order.slice(Math.min(a, b), Math.max(a, b) + 1) : [id];
  for (const one of range) {
    if (isOn) next.add(one);
    else next.delete(one);
  }
  return next;
}

export function useSelection() {
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const last = useRef<Id | null>(null);
  return {
    selection,
    isEmpty: selection.kind === "rows" && selection.ids.size === 0,
    isSelected: (id: Id) => selection.kind === "matching" || selection.ids.has(id),
    clear: () => setSelection(NOTHING),
    selectMatching: () => setSelection({ kind: "matching" }),
    select: (ids: Id[]) => setSelection({ kind: "rows", ids: new Set(ids) }),
    toggle(order: Id[], id: Id, isRange: boolean) {
      const ids = selection.kind === "rows" ? selection.ids : new Set(order);
      setSelection({ kind: "rows", ids: toggle(ids, order, id, last.current, isRange) });
      last.current = id;
    },
  };
}
