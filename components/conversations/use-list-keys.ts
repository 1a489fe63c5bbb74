"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { useShortcuts } from "@/components/shell/shortcuts";
import type { ConversationRow } from "@/server/contract/conversations";
import { useActions } from "./use-actions";

type List = {
  rows: readonly ConversationRow[];
  openId: string | null;
  open: (id: string) => void;
  show: (index: number) => void;
};

/** Which row the keys speak about: where J and K or the arrows led, else the open one. Moving takes the focus along. */
function useCursor({ rows, openId, show }: List) {
  const [walk, setWalk] = useState<{ from: string | null; to: string } | null>(null);
  // Opening a conversation ends the walk: keys then speak about what is on screen.
  const moved = walk && walk.from === openId && rows.some((row) => row.id === walk.to) ? walk.to : null;
  const cursor = moved ?? openId;
  const at = rows.findIndex((row) => row.id === cursor);
  useEffect(() => {
    if (moved) document.querySelector<HTMLElement>(`[data-row="${CSS.escape(moved)}"]`)?.focus({ preventScroll: true });
  }, [moved]);
  const neighbour = (by: number) => rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
  const move = (by: number) => () => {
    const row = neighbour(by);
    if (!row) return;
    setWalk({ from: openId, to: row.id });
    show(rows.indexOf(row));
  };
  return { cursor, row: rows[at], neighbour, move };
}

const isUnfinished = (row: ConversationRow) => row.status !== "resolved";

/** J, K and the rest of the list's keys. @returns the id of the row the keys speak about */
export function useListKeys(list: List): string | null {
  const actions = useActions();
  const me = useMe();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { cursor, row: listed, neighbour, move } = useCursor(list);
  const { openId } = list;
  // What is open may be in another list.
  const open = () =>
    openId ? queryClient.getQueryData(trpc.conversations.get.queryKey({ conversationId: openId }))?.row : undefined;
  const on =
    (act: (row: ConversationRow) => void, may: (row: ConversationRow) => boolean = isUnfinished) =>
    () => {
      const row = listed ?? open();
      if (row && may(row)) act(row);
    };
  const openNext = (by: number) => () => {
    const next = neighbour(by);
    if (next && next.id !== openId) list.open(next.id);
  };
  const inList = "[data-list]";
  useShortcuts([
    { keys: "j", label: "Next conversation", group: "List", run: move(1) },
    { keys: "k", label: "Previous conversation", group: "List", run: move(-1) },
    { keys: "ArrowDown", label: "Next, in the list", group: "List", within: inList, run: move(1) },
    { keys: "ArrowUp", label: "Previous, in the list", group: "List", within: inList, run: move(-1) },
    {
      keys: "Enter",
      label: "Open",
      group: "List",
      run: on(
        (row) => list.open(row.id),
        () => true,
      ),
    },
    {
      keys: "m",
      label: "Claim (mine)",
      group: "List",
      run: on(actions.claim, (row) => isUnfinished(row) && !row.assignee),
    },
    {
      keys: "a",
      label: "Assign",
      group: "List",
      run: on(
        (row) => actions.ask("assign", row),
        (row) => isUnfinished(row) && me.role !== "partner_agent",
      ),
    },
    { keys: "s", label: "Snooze", group: "List", run: on((row) => actions.ask("snooze", row)) },
    { keys: "e", label: "Resolve", group: "List", run: on(actions.resolve) },
    { keys: "t", label: "Transfer", group: "List", run: on((row) => actions.ask("transfer", row)) },
    { keys: "Alt+ArrowDown", label: "Open the next", group: "Conversation", run: openNext(1) },
    { keys: "Alt+ArrowUp", label: "Open the previous", group: "Conversation", run: openNext(-1) },
  ]);
  return cursor;
}
