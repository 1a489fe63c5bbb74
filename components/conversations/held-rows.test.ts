import { expect, test } from "vitest";
import type { ConversationRow } from "@/server/contract/conversations";
import { holdRows } from "./held-rows";

/** A row by its id and the minute of its last message. */
const row = (id: string, minute: number, part: Partial<ConversationRow> = {}) =>
  ({ id, lastMessageAt: `2026-11-22T09:${minute}:00.000Z`, lastInboundSeq: 1, ...part }) as ConversationRow;
const ids = (shown: ReturnType<typeof holdRows>) => shown.rows.map((one) => one.row.id);

test("held rows keep their order while their content is updated", () => {
  const held = [row("a", 30), row("b", 20)];
  const shown = holdRows(held, [row("b", 40, { preview: "newer" }), row("a", 30)], "newest");
  expect(ids(shown)).toEqual(["a", "b"]);
  expect(shown.rows[1]?.row.preview).toBe("newer");
});

test("a row that left keeps its place and is marked", () => {
  const shown = holdRows([row("a", 30), row("b", 20)], [row("b", 20)], "newest");
  expect(shown.rows.map(({ row, hasLeft }) => [row.id, hasLeft])).toEqual([
    ["a", true],
    ["b", false],
  ]);
  expect(shown.arrived).toBe(0);
});

test("new rows, and rows with a new customer message, are counted and not inserted", () => {
  const held = [row("a", 30), row("b", 20)];
  const shown = holdRows(held, [row("c", 50), row("b", 40, { lastInboundSeq: 2 }), row("a", 30)], "newest");
  expect(ids(shown)).toEqual(["a", "b"]);
  expect(shown.arrived).toBe(2);
});

test("a reply of ours neither moves a row nor counts", () => {
  const shown = holdRows([row("a", 30), row("b", 20)], [row("b", 40), row("a", 30)], "newest");
  expect(ids(shown)).toEqual(["a", "b"]);
  expect(shown.arrived).toBe(0);
});

test("older rows that are loaded meanwhile are added below", () => {
  const shown = holdRows([row("a", 30), row("b", 20)], [row("a", 30), row("b", 20), row("d", 10)], "newest");
  expect(ids(shown)).toEqual(["a", "b", "d"]);
  expect(shown.arrived).toBe(0);
});
