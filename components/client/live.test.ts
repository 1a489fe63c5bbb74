import { expect, test } from "vitest";
import { newlyWatched } from "./live";
import { askAgain, makeQueryClient } from "./query-client";

const nothing = { conversationId: null, skuIds: [], board: false, allPresence: false };

test("what a watch adds is asked once more, and nothing else", () => {
  const one = { ...nothing, conversationId: "c1", skuIds: ["s1"] };
  expect(newlyWatched(nothing, one)).toEqual({ customer: true, stock: true, board: false });
  expect(newlyWatched(one, { ...one, skuIds: ["s1", "s2"] })).toEqual({ customer: false, stock: true, board: false });
  expect(newlyWatched(one, { ...one, conversationId: "c2" })).toEqual({ customer: true, stock: false, board: false });
  expect(newlyWatched(one, one)).toEqual({ customer: false, stock: false, board: false });
  expect(newlyWatched(one, nothing)).toEqual({ customer: false, stock: false, board: false });
  expect(newlyWatched(one, { ...one, board: true })).toEqual({ customer: false, stock: false, board: true });
});

test("asking again concerns every screen of the kind, of whatever input, and no other", () => {
  const client = makeQueryClient();
  const keys = {
    context: [["customers", "context"], { input: { conversationId: "c1" }, type: "query" }],
    stock: [["commerce", "stockOf"], { input: { skuIds: ["s1"] }, type: "query" }],
    found: [["commerce", "searchStock"], { input: { text: "boots" }, type: "query" }],
    board: [["team", "board"], { type: "query" }],
    list: [["conversations", "list"], { input: {}, type: "infinite" }],
  };
  for (const queryKey of Object.values(keys)) client.setQueryData(queryKey, {});
  const stale = () =>
    Object.entries(keys).flatMap(([name, queryKey]) => (client.getQueryState(queryKey)?.isInvalidated ? [name] : []));
  askAgain(client, { customer: true, stock: false, board: false });
  expect(stale()).toEqual(["context"]);
  askAgain(client, { customer: false, stock: true, board: false });
  expect(stale()).toEqual(["context", "stock", "found"]);
  askAgain(client, { customer: false, stock: false, board: true });
  expect(stale()).toEqual(["context", "stock", "found", "board"]);
});
