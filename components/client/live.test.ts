import { expect, test } from "vitest";
import { newlySubscribed } from "./live";
import { makeQueryClient, refetchSubscribed } from "./query-client";

const nothing = { conversationId: null, skuIds: [], board: false, allPresence: false };

test("only what a subscription adds is refetched", () => {
  const one = { ...nothing, conversationId: "c1", skuIds: ["s1"] };
  expect(newlySubscribed(nothing, one)).toEqual({ customer: true, stock: true, board: false });
  expect(newlySubscribed(one, { ...one, skuIds: ["s1", "s2"] })).toEqual({
    customer: false,
    stock: true,
    board: false,
  });
  expect(newlySubscribed(one, { ...one, conversationId: "c2" })).toEqual({
    customer: true,
    stock: false,
    board: false,
  });
  expect(newlySubscribed(one, one)).toEqual({ customer: false, stock: false, board: false });
  expect(newlySubscribed(one, nothing)).toEqual({ customer: false, stock: false, board: false });
  expect(newlySubscribed(one, { ...one, board: true })).toEqual({ customer: false, stock: false, board: true });
});

test("a refetch covers every query of the kind, whatever its input, and no other", () => {
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
  refetchSubscribed(client, { customer: true, stock: false, board: false });
  expect(stale()).toEqual(["context"]);
  refetchSubscribed(client, { customer: false, stock: true, board: false });
  expect(stale()).toEqual(["context", "stock", "found"]);
  refetchSubscribed(client, { customer: false, stock: false, board: true });
  expect(stale()).toEqual(["context", "stock", "found", "board"]);
});
