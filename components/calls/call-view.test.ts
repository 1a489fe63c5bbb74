import { expect, test } from "vitest";
import { BEN, bensLeg, callWith, customerLeg, legOf, ringing, talking } from "@/tests/calls";
import { ana } from "@/tests/workspace";
import { askerOf, callOf, ringingFor } from "./call-view";

const held = customerLeg({ held: true });
const to = { userId: BEN.id, placeId: ana.scope.placeIds[0] as string, name: BEN.name };
const card = { need: "Boots in 9", facts: "", promises: "", consent: "" };
const transfer = { fromUserId: ana.id, to, card, expiresAt: "2099-01-01T00:00:00.000Z" };

test.each([
  ["talking", talking()],
  ["on_hold", callWith([held, legOf(1)])],
  ["asking", callWith([held, legOf(1), bensLeg({ state: "ringing" })])],
  ["consulting", callWith([held, legOf(1), bensLeg()])],
  ["conference", talking(bensLeg())],
  ["transferring", callWith([held, legOf(1), bensLeg({ state: "ringing", purpose: "transfer" })], { transfer })],
] as const)("a person on a call sees that they are %s", (stage, call) => {
  expect(callOf([call], ana.id)?.stage).toBe(stage);
});

test("the call is its holder's alone, whoever joined first, and after them the colleague's they asked", () => {
  const both = talking(bensLeg());
  expect([callOf([both], ana.id)?.isHolder, callOf([both], BEN.id)?.isHolder]).toEqual([true, false]);
  const handedOver = callWith([customerLeg(), legOf(1, { state: "ended", endedAs: "transferred" }), bensLeg()]);
  expect([callOf([handedOver], ana.id), callOf([handedOver], BEN.id)?.isHolder]).toEqual([null, true]);
  const bens = callWith([customerLeg(), legOf(1), bensLeg()], { holderId: BEN.id });
  expect([callOf([bens], ana.id)?.isHolder, callOf([bens], BEN.id)?.isHolder]).toEqual([false, true]);
});

test("only calls whose ring for this person goes on are ringing, the one that waits longest first", () => {
  const second = ringing({ id: "second", startedAt: "2026-11-22T09:05:00.000Z" });
  const first = ringing({ id: "first" });
  const over = callWith([customerLeg(), legOf(1, { state: "ended", endedAs: "declined" })], { id: "over" });
  expect(ringingFor([second, over, first, talking()], ana.id).map(({ id }) => id)).toEqual(["first", "second"]);
});

test("who is rung by a colleague learns whom by, and by a customer alone nobody", () => {
  const asked = callWith([held, legOf(1), bensLeg({ state: "ringing" })]);
  const handed = callWith([held, legOf(1), bensLeg({ state: "ringing", purpose: "transfer" })], { transfer });
  expect([asked, handed].map((call) => askerOf(call, BEN.id))).toEqual([ana.name, ana.name]);
  expect(askerOf(ringing(), ana.id)).toBeNull();
});
