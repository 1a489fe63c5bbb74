"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { OVERLAY, useShortcuts } from "@/components/shell/shortcuts";
import type { ConversationRow } from "@/server/contract/conversations";
import { isFollowing } from "@/server/contract/views";
import { useActions } from "./use-actions";
import { showListBeside } from "./use-columns";

const LIST = "[data-list]";

type List = {
  rows: readonly ConversationRow[];
  openId: string | null;
  open: (id: string) => void;
  show: (index: number) => void;
};

/** Whether the target is elsewhere on the page, outside the list and overlays. */
function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("main *") && !target.closest(`${LIST}, ${OVERLAY}`);
}

/** The row that keys act on: the one selected by J, K or the arrows, otherwise the open one. Moving also moves the focus. */
function useCursor({ rows, openId, show }: List) {
  const [walk, setWalk] = useState<{ from: string | null; to: string } | null>(null);
  // Opening a conversation resets the selection: keys then act on the open row.
  const walked = walk && walk.from === openId ? walk.to : null;
  const cursor = walked ?? openId;
  const at = rows.findIndex((row) => row.id === cursor);
  const lastAt = useRef(0);
  useEffect(() => {
    if (at >= 0) lastAt.current = at;
  }, [at]);
  const focused = useRef(walk);
  useEffect(() => {
    // A list behind a conversation cannot take the focus before that has closed.
    if (!walk || walk.from !== openId || focused.current === walk) return;
    focused.current = walk;
    document.querySelector<HTMLElement>(`[data-row="${CSS.escape(walk.to)}"]`)?.focus({ preventScroll: true });
  }, [walk, openId]);
  // So does using another part of the page by key or pointer, even if it takes no focus.
  useEffect(() => {
    const end = (event: Event) => isElsewhere(event.target) && setWalk(null);
    document.addEventListener("focusin", end);
    document.addEventListener("pointerdown", end, true);
    return () => {
      document.removeEventListener("focusin", end);
      document.removeEventListener("pointerdown", end, true);
    };
  }, []);
  const neighbour = (by: number) => {
    // The next row after one that has left is the row now in its position.
    const beside = at >= 0 ? at + by : walked ? lastAt.current + Math.min(by, 0) : 0;
    return rows[Math.min(rows.length - 1, Math.max(0, beside))];
  };
  const select = (to: string, from: string | null) => {
    setWalk({ from, to });
    const index = rows.findIndex((row) => row.id === to);
    if (index >= 0) show(index);
  };
  const move = (by: number) => () => {
    const row = neighbour(by);
    if (!row) return;
    showListBeside(openId);
    select(row.id, openId);
  };
  return { cursor, row: rows[at], isWalking: walked !== null, neighbour, move, select };
}

const isUnfinished = (row: ConversationRow) => row.status !== "resolved";

/** The selection of a list: the id of the row that keys act on, and a function that moves it. */
type Selection = Pick<ReturnType<typeof useCursor>, "cursor" | "select">;

/** Registers J, K and the other keys of the list. */
export function useListKeys(list: List): Selection {
  const t = useTranslations("inbox");
  const actions = useActions();
  const me = useMe();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { cursor, row: listed, isWalking, neighbour, move, select } = useCursor(list);
  const { openId } = list;
  // The open conversation may be in another list.
  const open = () =>
    openId ? queryClient.getQueryData(trpc.conversations.get.queryKey({ conversationId: openId }))?.row : undefined;
  const on =
    (act: (row: ConversationRow) => void, may: (row: ConversationRow) => boolean = isUnfinished) =>
    () => {
      // When the selected row has left the list, its keys must not act on the open one.
      const row = listed ?? (isWalking ? undefined : open());
      if (row && may(row)) act(row);
    };
  const openNext = (by: number) => () => {
    const next = neighbour(by);
    if (next && next.id !== openId) list.open(next.id);
  };
  useShortcuts([
    { keys: "j", label: t("keys.next"), group: "List", run: move(1) },
    { keys: "k", label: t("keys.previous"), group: "List", run: move(-1) },
    { keys: "ArrowDown", label: t("keys.nextInList"), group: "List", within: LIST, run: move(1) },
    { keys: "ArrowUp", label: t("keys.previousInList"), group: "List", within: LIST, run: move(-1) },
    {
      keys: "Enter",
      label: t("keys.open"),
      group: "List",
      run: on(
        (row) => list.open(row.id),
        () => true,
      ),
    },
    {
      keys: "m",
      label: t("keys.claim"),
      group: "List",
      run: on(actions.claim, (row) => isUnfinished(row) && !row.assignee),
    },
    {
      keys: "a",
      label: t("keys.assign"),
      group: "List",
      run: on(
        (row) => actions.ask("assign", row),
        (row) => isUnfinished(row) && me.role !== "partner_agent",
      ),
    },
    { keys: "s", label: t("keys.snooze"), group: "List", run: on((row) => actions.ask("snooze", row)) },
    { keys: "e", label: t("keys.resolve"), group: "List", run: on(actions.resolve) },
    { keys: "t", label: t("keys.transfer"), group: "List", run: on((row) => actions.ask("transfer", row)) },
    {
      keys: "f",
      label: t("keys.follow"),
      group: "List",
      run: on(
        (row) => actions.follow(row, !isFollowing(row, me.id)),
        () => true,
      ),
    },
    { keys: "Alt+ArrowDown", label: t("keys.openNext"), group: "Conversation", run: openNext(1) },
    { keys: "Alt+ArrowUp", label: t("keys.openPrevious"), group: "Conversation", run: openNext(-1) },
  ]);
  return { cursor, select };
}
