import { expect, test } from "vitest";
import type { CallbackKey, CallbackView } from "@/server/contract/callbacks";
import type { ConversationRow } from "@/server/contract/conversations";
import { at, ME, rowOf, uuid } from "@/tests/cached";
import type { CallbackData } from "./cache-state";
import { mayBeAsked, placeCallback, placeMyCallback } from "./patch-callbacks";

const callbackOf = (n: number, over: Partial<CallbackView> = {}): CallbackView => ({
  ...{ id: uuid(6000 + n), dueAt: at(n), remindAt: at(n), assignee: null, reason: "", attempts: 0, talkedAt: null },
  scheduledBy: { id: ME.id, name: ME.name },
  ...over,
});
const withCallback = (n: number, over: Partial<CallbackView> = {}, row: Partial<ConversationRow> = {}) =>
  rowOf(n, { callback: callbackOf(n, over), ...row });
const ids = (rows: readonly ConversationRow[]) => rows.map(({ id }) => id);

const pages = (rows: ConversationRow[], nextCursor: CallbackKey | null = null): CallbackData => ({
  pages: [{ rows, nextCursor }],
  pageParams: [null],
});
const listed = ({ pages }: CallbackData) => ids(pages.flatMap(({ rows }) => rows));

test("a list of callbacks has those that are open, the one that is due first first", () => {
  const three = [30, 10, 20].reduce((data, n) => placeCallback(data, withCallback(n)), pages([]));
  expect(listed(three)).toEqual([uuid(10), uuid(20), uuid(30)]);
  const later = placeCallback(three, withCallback(10, { dueAt: at(40) }, { version: 2 }));
  expect(listed(later)).toEqual([uuid(20), uuid(30), uuid(10)]);
  expect(placeCallback(later, withCallback(10, {}, { version: 1 }))).toBe(later);
  expect(listed(placeCallback(later, rowOf(20, { version: 2 })))).toEqual([uuid(30), uuid(10)]);
  expect(placeCallback(later, rowOf(50))).toBe(later);
});

test("a callback that is due after the last page that is loaded is on one that is not, and comes with it", () => {
  const end = { dueAt: at(20), id: uuid(6020) };
  const data = pages([withCallback(10), withCallback(20)], end);
  expect(placeCallback(data, withCallback(30))).toBe(data);
  expect(listed(placeCallback(data, withCallback(15)))).toEqual([uuid(10), uuid(15), uuid(20)]);
  const moved = placeCallback(data, withCallback(10, { dueAt: at(40) }, { version: 2 }));
  expect([listed(moved), moved.pages[0]?.nextCursor]).toEqual([[uuid(20)], end]);
  expect(listed(placeCallback(moved, withCallback(18)))).toEqual([uuid(18), uuid(20)]);
});

test("those who work at the place of a callback may be asked, unless it is a colleague's whose customer has called in", () => {
  expect(mayBeAsked(withCallback(1), ME)).toBe(true);
  expect(mayBeAsked(withCallback(1, { assignee: { id: uuid(801), name: "Ben" } }), ME)).toBe(true);
  expect(mayBeAsked(withCallback(1, { assignee: { id: uuid(801), name: "Ben" }, talkedAt: at(1) }), ME)).toBe(false);
  expect(mayBeAsked(withCallback(1, { assignee: { id: ME.id, name: ME.name }, talkedAt: at(1) }), ME)).toBe(true);
  expect(mayBeAsked(withCallback(1), { ...ME, scope: { all: true, placeIds: [] } })).toBe(false);
  expect(mayBeAsked(withCallback(1), { ...ME, scope: { all: false, placeIds: [] } })).toBe(false);
  expect(mayBeAsked(rowOf(1), ME)).toBe(false);
});

test("what this person is to do follows the callback: to a colleague, to another time, to its end", () => {
  const mine = placeMyCallback([], withCallback(1), ME);
  expect(mine).toEqual([{ conversationId: uuid(1), assigneeId: null, dueAt: at(1), remindAt: at(1) }]);
  expect(placeMyCallback(mine, withCallback(1), ME)).toBe(mine);
  expect(placeMyCallback(mine, withCallback(1, { remindAt: at(9) }), ME)).toMatchObject([{ remindAt: at(9) }]);
  const bens = { assignee: { id: uuid(801), name: "Ben" } };
  expect(placeMyCallback(mine, withCallback(1, bens), ME)).toMatchObject([{ assigneeId: uuid(801) }]);
  expect(
    placeMyCallback(mine, withCallback(1, bens, { place: { id: uuid(901), name: "Harbor" } as never }), ME),
  ).toEqual([]);
  expect(placeMyCallback(mine, rowOf(1), ME)).toEqual([]);
});
