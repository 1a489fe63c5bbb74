import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ConversationRow } from "@/server/contract/conversations";
import { at, rowOf } from "@/tests/cached";
import { rowAfter, useHeldOrder, useHeldRows } from "./held-rows";

const [a, b, c] = [1, 2, 3].map((n) => rowOf(n, { lastMessageAt: at(n) })) as [
  ConversationRow,
  ConversationRow,
  ConversationRow,
];
const start = (live: ConversationRow[], isHeld: boolean) =>
  renderHook((props) => useHeldRows(props.live, props.isHeld, "newest"), { initialProps: { live, isHeld } });
const ids = (shown: ReturnType<typeof useHeldRows>) => shown.rows.map(({ row }) => row.id);

test("held rows never move, not even for one frame, and go live once released", () => {
  const { result, rerender } = start([b, a], false);
  rerender({ live: [b, a], isHeld: true });
  rerender({ live: [c, b, a], isHeld: true });
  expect(ids(result.current)).toEqual([b.id, a.id]);
  expect(result.current.arrived).toBe(1);
  rerender({ live: [c, b, a], isHeld: false });
  expect(ids(result.current)).toEqual([c.id, b.id, a.id]);
});

test("new rows are shown on demand, and then held in their new order", () => {
  const { result, rerender } = start([b, a], true);
  rerender({ live: [c, b, a], isHeld: true });
  act(() => result.current.refresh());
  expect([ids(result.current), result.current.arrived]).toEqual([[c.id, b.id, a.id], 0]);
  rerender({ live: [b, a], isHeld: true });
  expect(result.current.rows[0]).toEqual({ row: c, hasLeft: true });
});

test("an empty list is not held, so the first rows appear at once", () => {
  const { result, rerender } = start([], true);
  rerender({ live: [a], isHeld: true });
  expect(ids(result.current)).toEqual([a.id]);
  rerender({ live: [b, a], isHeld: true });
  expect(ids(result.current)).toEqual([a.id]);
});

test("a held order stays when the sort order changes; new entries are at its end", () => {
  const { result, rerender } = renderHook(({ sorted, isHeld }) => useHeldOrder(sorted, (one) => one, isHeld), {
    initialProps: { sorted: ["x", "y"], isHeld: true },
  });
  rerender({ sorted: ["z", "y", "x"], isHeld: true });
  expect(result.current).toEqual(["x", "y", "z"]);
  rerender({ sorted: ["z", "y", "x"], isHeld: false });
  expect(result.current).toEqual(["z", "y", "x"]);
});

test("the next row is the first below that is still there, in the order that is held", () => {
  const shown = [c, b, a].map((row) => ({ row, hasLeft: row === b }));
  expect(rowAfter(shown, c.id)).toBe(a.id);
  expect(rowAfter(shown, b.id)).toBe(a.id);
  expect(rowAfter(shown, a.id)).toBeNull();
  expect(rowAfter(shown, "elsewhere")).toBeNull();
});
