import { expect, test } from "vitest";
import type { CallRow } from "@/server/contract/call-lists";
import { at, rowOf, uuid } from "@/tests/cached";
import { distinctCalls, groupMissed } from "./call-groups";

/** A missed call of a customer, `minute` minutes after nine; `since`: the customer waits since then. */
const missed = (customer: number, minute: number, since: number | null): CallRow => ({
  conversation: rowOf(customer, {
    waitingSince: since === null ? null : at(since),
    missedCallAt: since === null ? null : at(minute),
  }),
  item: {
    id: uuid(customer * 1000 + minute),
    conversationId: uuid(customer),
    seq: minute,
    version: 1,
    kind: "call",
    author: null,
    channel: "webchat",
    at: at(minute),
    call: {
      direction: "in",
      phases: [
        { phase: "ringing", at: at(minute) },
        { phase: "ended", at: at(minute) },
      ],
      participants: [],
      outcome: "missed",
      recordingRef: null,
      transcriptRef: null,
    },
  },
});

test("customers who wait come first, the longest wait first, each with their last call and how many were missed", () => {
  const [first, again, before] = [missed(1, 10, 10), missed(1, 20, 10), missed(1, 5, 10)];
  const other = missed(2, 8, 8);
  const { waiting, rest } = groupMissed([before, first, again, other]);
  expect(waiting.map(({ row, missed }) => [row.item.id, missed])).toEqual([
    [other.item.id, 1],
    [again.item.id, 2],
  ]);
  // It was missed before the customer was last answered.
  expect(rest).toEqual([before]);
});

test("a call that is on two pages is shown once, in its newest version", () => {
  const row = missed(1, 10, null);
  const newer = { ...row, item: { ...row.item, version: 2 } };
  expect(distinctCalls([row, newer, missed(2, 20, null)]).map(({ item }) => [item.id, item.version])).toEqual([
    [uuid(2020), 1],
    [uuid(1010), 2],
  ]);
});
