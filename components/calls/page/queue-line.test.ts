import { expect, test } from "vitest";
import type { CallRow } from "@/server/contract/call-lists";
import type { Me } from "@/server/contract/team";
import { at, rowOf, uuid } from "@/tests/cached";
import { inLineSince, positionsIn } from "./queue-line";

type Phase = CallRow["item"]["call"]["phases"][number]["phase"];
const EVERYWHERE: Pick<Me, "scope"> = { scope: { all: true, placeIds: [] } };

/** A call that came in `minute` minutes after nine and entered these phases, each a minute after the other. */
const call = (minute: number, phases: Phase[], values: Partial<CallRow["item"]["call"]> = {}): CallRow => ({
  conversation: rowOf(minute),
  item: {
    ...{ id: uuid(1000 + minute), conversationId: uuid(minute), seq: 1, version: 1, kind: "call" as const },
    ...{ author: null, channel: "phone", at: at(minute) },
    call: {
      ...{ direction: "in", outcome: null, participants: [], recordingRef: null, transcriptRef: null },
      phases: phases.map((phase, n) => ({ phase, at: at(minute + n) })),
      ...values,
    },
  },
});
const elsewhere = (row: CallRow): CallRow => ({
  ...row,
  conversation: { ...row.conversation, place: { id: uuid(77), kind: "store", name: "Harbor" } },
});
const positionOf = (rows: CallRow[], row: CallRow, me = EVERYWHERE) => positionsIn(rows, me).get(row.item.id) ?? null;

test("customers are in line in the order in which people are rung for them: those who were answered before come first", () => {
  const [first, second, third] = [call(1, ["ringing"]), call(2, ["queued"]), call(3, ["connected", "queued"])];
  const rows = [third, second, first];
  expect([first, second, third].map((row) => positionOf(rows, row))).toEqual([2, 3, 1]);
});

test("each location has a line of its own, and of locations that are not mine none is shown", () => {
  const [here, there] = [call(2, ["queued"]), elsewhere(call(1, ["queued"]))];
  expect([here, there].map((row) => positionOf([here, there], row))).toEqual([1, 1]);
  const mine = { scope: { all: false, placeIds: [here.conversation.place.id] } };
  expect([here, there].map((row) => positionOf([here, there], row, mine))).toEqual([1, null]);
});

test("who talks, leaves a message, is called by us or has asked to be called back is not in line", () => {
  const rows = [
    call(1, ["queued", "connected"]),
    call(2, ["queued", "voicemail"]),
    call(3, ["ringing"], { direction: "out" }),
    call(4, ["queued"], { outcome: "callback" }),
  ];
  const waiting = call(5, ["queued"]);
  expect(rows.map((row) => positionOf([...rows, waiting], row))).toEqual([null, null, null, null]);
  expect(positionOf([...rows, waiting], waiting)).toBe(1);
});

test("the time in line begins when the customer began to wait, or when they came back into the queue", () => {
  expect(inLineSince(call(1, ["queued", "ringing", "queued"]).item.call)).toBe(at(1));
  expect(inLineSince(call(1, ["queued", "connected", "queued", "ringing"]).item.call)).toBe(at(3));
  expect(inLineSince(call(1, ["queued", "connected"]).item.call)).toBeNull();
});
