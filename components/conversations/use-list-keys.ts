"use client";
import { useState } from "react";
import { useShortcuts } from "@/components/shell/shortcuts";
import type { ConversationRow } from "@/server/contract/conversations";
import { useActions } from "./use-actions";

/** J, K and the rest of the list's keys. @returns the id of the row the keys speak about */
export function useListKeys(list: {
  rows: readonly ConversationRow[];
  openId: string | null;
  open: (id: string) => void;
  show: (index: number) => void;
}): string | null {
  const actions = useActions();
  const [moved, setMoved] = useState<string | null>(null);
  const { rows } = list;
  const cursor = rows.some((row) => row.id === moved) ? moved : list.openId;
  const at = rows.findIndex((row) => row.id === cursor);
  const move = (by: number) => () => {
    const index = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by));
    const row = rows[index];
    if (!row) return;
    setMoved(row.id);
    list.show(index);
  };
  const on = (act: (row: ConversationRow) => void) => () => {
    const row = rows[at];
    if (row) act(row);
  };
  useShortcuts([
    { keys: "j", label: "Next conversation", group: "List", run: move(1) },
    { keys: "k", label: "Previous conversation", group: "List", run: move(-1) },
    { keys: "Enter", label: "Open", group: "List", run: on((row) => list.open(row.id)) },
    { keys: "m", label: "Claim (mine)", group: "List", run: on((row) => actions.claim(row)) },
    { keys: "a", label: "Assign", group: "List", run: on((row) => actions.ask("assign", row)) },
    { keys: "s", label: "Snooze", group: "List", run: on((row) => actions.ask("snooze", row)) },
    { keys: "e", label: "Resolve", group: "List", run: on((row) => actions.resolve(row)) },
    { keys: "t", label: "Transfer", group: "List", run: on((row) => actions.ask("transfer", row)) },
  ]);
  return cursor;
}
