import { expect, test } from "vitest";
import { ringing, talking, wrapUpOf } from "@/tests/calls";
import { emptyCache } from "./cache-state";
import { leaveCall, placeCall, placeWrapUp } from "./patch-calls";

const fetched = { ...emptyCache(), calls: [] };

test("a call appears, changes and goes; an older version of it changes nothing", () => {
  const rung = placeCall(fetched, ringing());
  const answered = placeCall(rung, { ...talking(), version: 2 });
  expect([rung, answered].map(({ calls }) => calls?.map(({ state }) => state))).toEqual([["ringing"], ["connected"]]);
  expect(placeCall(answered, ringing())).toBe(answered);
  expect(leaveCall(answered, ringing().id, "hung_up").calls).toEqual([]);
});

test("how a person's part in a call ended is kept until it rings for them again", () => {
  const call = ringing();
  const left = leaveCall(placeCall(fetched, call), call.id, "answered_elsewhere");
  expect(left.leftCalls.get(call.id)).toBe("answered_elsewhere");
  expect(placeCall(left, { ...call, version: 5 }).leftCalls.size).toBe(0);
});

test("before the calls are fetched nothing is made up of a push", () => {
  expect(placeCall(emptyCache(), ringing()).calls).toBeNull();
});

test("a wrap-up appears, changes and ends; an older version of it changes nothing", () => {
  const none = { ...emptyCache(), wrapUps: [] };
  const begun = placeWrapUp(none, wrapUpOf());
  expect(begun.wrapUps).toEqual([wrapUpOf()]);
  const disposition = { key: "order", label: "Order placed" };
  const said = placeWrapUp(begun, wrapUpOf({ version: 5, disposition }));
  expect(said.wrapUps).toMatchObject([{ disposition }]);
  expect(placeWrapUp(said, wrapUpOf({ version: 4 }))).toBe(said);
  expect(placeWrapUp(said, wrapUpOf({ version: 6, isOver: true })).wrapUps).toEqual([]);
  expect(placeWrapUp(emptyCache(), wrapUpOf()).wrapUps).toBeNull();
});
