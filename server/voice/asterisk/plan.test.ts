import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import { type Call, type Leg, newLeg } from "@/server/domain/calls/call";
import type { Channel } from "./ari";
import { accountOf, bridgeOf, callIdOf, legChannel } from "./names";
import {
  type Asked,
  hasCustomerAnswered,
  isCustomerGone,
  isCustomerUnreached,
  leftovers,
  legsPresent,
  observe,
  type Step,
  stepsFor,
} from "./plan";

const NOW = new Date("2026-11-29T10:00:00Z");
const TRUNK_CHANNEL = "edge-1764410400.7";
const CALL_ID = callIdOf(TRUNK_CHANNEL);
const CUSTOMER = uuidv7();
const NOTHING: Asked = { sounds: new Map(), muted: new Map() };
const tab = { sessionId: uuidv7(), deviceId: uuidv7() };

function leg(values: Partial<Leg>): Leg {
  return newLeg({ id: CALL_ID, round: 0 }, { role: "staff", name: "Ana", ...values }, NOW);
}
const customer = (values: Partial<Leg> = {}) =>
  leg({ id: CUSTOMER, role: "customer", name: "Maya", state: "up", ...values });
const callOf = (...legs: Leg[]): Call =>
  ({ id: CALL_ID, direction: "in", startedAt: NOW, connectedAt: null, endedAt: null, legs }) as unknown as Call;

const channel = (id: string, state: string, name = "PJSIP/pbx-00000001"): Channel => ({
  ...{ id, state, name, caller: { name: "", number: "" } },
  dialplan: { exten: "", app_name: "Stasis", app_data: "" },
});
const trunk = (state: string) => channel(TRUNK_CHANNEL, state);
const phoneOf = (of: Leg, state: string, attempt = 1, account = accountOf(tab)) =>
  channel(legChannel(of.id, attempt), state, `PJSIP/${account}-0000000a`);

const steps = (
  call: Call,
  channels: Channel[],
  { members, asked = NOTHING }: { members?: string[]; asked?: Asked } = {},
) => stepsFor(call, observe(channels, members ? [{ id: bridgeOf(CALL_ID), channels: members }] : [], asked), NOW);
const bridge = bridgeOf(CALL_ID);

test("a caller for whom people are being rung hears ringing, and the call is not taken", () => {
  const call = callOf(customer(), leg({}));
  expect(steps(call, [trunk("Ring")])).toEqual([{ do: "play", channel: TRUNK_CHANNEL, sound: "ringback" }]);
});

test("a caller who has waited long is taken and hears music, before the network gives the call up", () => {
  const call = callOf(customer());
  const later = new Date(NOW.getTime() + 46_000);
  const taken = stepsFor(call, observe([trunk("Ring")], [], NOTHING), later);
  expect(taken).toContainEqual({ do: "answer", channel: TRUNK_CHANNEL });
  const waiting = stepsFor(call, observe([trunk("Up")], [], NOTHING), later);
  expect(waiting).toEqual([{ do: "play", channel: TRUNK_CHANNEL, sound: "music" }]);
});

test("the phone of a person who has answered is rung, and the caller is taken once it is there", () => {
  const ana = leg({ state: "up", ...tab });
  const call = callOf(customer(), ana);
  const ringing: Asked = { ...NOTHING, sounds: new Map([[TRUNK_CHANNEL, "ringback"]]) };
  expect(steps(call, [trunk("Ring")], { asked: ringing })).toEqual([
    { do: "originate", leg: ana, endpoint: `PJSIP/${accountOf(tab)}`, callerId: null },
  ]);
  expect(steps(call, [trunk("Ring"), phoneOf(ana, "Ringing")], { asked: ringing })).toEqual([]);
  expect(steps(call, [trunk("Ring"), phoneOf(ana, "Up")])).toContainEqual({ do: "answer", channel: TRUNK_CHANNEL });
});

test("both are joined, and then nothing is left to do", () => {
  const ana = leg({ state: "up", ...tab });
  const call = callOf(customer(), ana);
  const [there, here] = [trunk("Up"), phoneOf(ana, "Up")];
  expect(steps(call, [there, here])).toEqual([
    { do: "createBridge", bridge },
    { do: "join", bridge, channel: there.id },
    { do: "join", bridge, channel: here.id },
    { do: "mute", channel: here.id, muted: false },
  ] satisfies Step[]);
  const asked: Asked = { ...NOTHING, muted: new Map([[here.id, false]]) };
  expect(steps(call, [there, here], { members: [there.id, here.id], asked })).toEqual([]);
});

test("a customer on hold leaves the others and hears music", () => {
  const ana = leg({ state: "up", ...tab });
  const call = callOf(customer({ held: true }), ana);
  const [there, here] = [trunk("Up"), phoneOf(ana, "Up")];
  const asked: Asked = { ...NOTHING, muted: new Map([[here.id, false]]) };
  expect(steps(call, [there, here], { members: [there.id, here.id], asked })).toEqual([
    { do: "leave", bridge, channel: there.id },
    { do: "play", channel: there.id, sound: "music" },
  ]);
});

test("when the phone of the only person is gone, it is rung again, and the customer hears music meanwhile", () => {
  const ana = leg({ state: "away", ...tab });
  const call = callOf(customer(), ana);
  expect(steps(call, [trunk("Up")], { members: [TRUNK_CHANNEL] })).toEqual([
    { do: "originate", leg: ana, endpoint: `PJSIP/${accountOf(tab)}`, callerId: null },
    { do: "leave", bridge, channel: TRUNK_CHANNEL },
    { do: "play", channel: TRUNK_CHANNEL, sound: "music" },
  ]);
});

test("a leg that moved to another tab is rung there, and its channel of the tab before ends", () => {
  const ana = leg({ state: "up", ...tab });
  const call = callOf(customer(), ana);
  const former = phoneOf(ana, "Up", 1, accountOf({ ...tab, deviceId: uuidv7() }));
  const done = steps(call, [trunk("Up"), former], { members: [TRUNK_CHANNEL, former.id] });
  expect(done).toContainEqual({ do: "hangUp", channel: former.id });
  expect(done).toContainEqual({ do: "originate", leg: ana, endpoint: `PJSIP/${accountOf(tab)}`, callerId: null });
});

test("of two channels of one leg only one stays", () => {
  const ana = leg({ state: "up", ...tab });
  const call = callOf(customer(), ana);
  const [first, second] = [phoneOf(ana, "Ringing", 1), phoneOf(ana, "Up", 2)];
  const done = steps(call, [trunk("Up"), first, second]);
  expect(done.filter((step) => step.do === "hangUp")).toEqual([{ do: "hangUp", channel: first.id }]);
});

test("a person who has left is hung up, and a muted one is muted", () => {
  const [ana, ben] = [leg({ state: "ended", ...tab }), leg({ state: "up", muted: true, ...tab })];
  const done = steps(callOf(customer(), ana, ben), [trunk("Up"), phoneOf(ana, "Up"), phoneOf(ben, "Up")]);
  expect(done).toContainEqual({ do: "hangUp", channel: legChannel(ana.id, 1) });
  expect(done).toContainEqual({ do: "mute", channel: legChannel(ben.id, 1), muted: true });
});

test("what is left of calls that are over ends, and channels of others are not touched", () => {
  const ended = leg({});
  const observed = observe(
    [phoneOf(ended, "Up"), channel("somebody-else-1", "Up")],
    [
      { id: bridgeOf(uuidv7()), channels: [] },
      { id: "conference-of-others", channels: [] },
    ],
    NOTHING,
  );
  expect(leftovers([], observed).map((step) => step.do)).toEqual(["hangUp", "removeBridge"]);
});

test("legs with an open channel are there; a phone that only rings is not, and a caller whose channel is gone has hung up", () => {
  const [ana, ben] = [leg({ state: "up", ...tab }), leg({ state: "away", ...tab })];
  const call = callOf(customer(), ana, ben);
  const observed = observe([trunk("Ring"), phoneOf(ana, "Ringing"), phoneOf(ben, "Up")], [], NOTHING);
  expect(legsPresent(call, observed)).toEqual([CUSTOMER, ben.id]);
  expect([isCustomerGone(call, observed), isCustomerGone(call, observe([], [], NOTHING))]).toEqual([false, true]);
});

test("a customer is called with our number once the phone of their caller is there, and not before", () => {
  const ana = leg({ state: "up", ...tab });
  const rung = customer({ state: "ringing" });
  const call = { ...callOf(rung, ana), direction: "out" as const, contactValue: "+12065550142" };
  const dialing = { trunk: "pbx", callerId: "+14155550100" };
  const [none, some] = [observe([], [], NOTHING), observe([phoneOf(ana, "Up")], [], NOTHING)];
  expect(stepsFor(call, none, NOW, dialing).map((step) => step.do)).toEqual(["originate"]);
  expect(stepsFor(call, some, NOW, dialing)).toContainEqual({
    ...{ do: "originate", leg: rung, endpoint: "PJSIP/+12065550142@pbx", callerId: "+14155550100" },
  });
  expect([isCustomerUnreached(call, some), hasCustomerAnswered(call, some), isCustomerGone(call, some)]).toEqual([
    ...[true, false, false],
  ]);
  const answered = observe([phoneOf(ana, "Up"), channel(legChannel(rung.id, 1), "Up")], [], NOTHING);
  expect([isCustomerUnreached(call, answered), hasCustomerAnswered(call, answered)]).toEqual([false, true]);
});
