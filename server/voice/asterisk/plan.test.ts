import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import type { SupervisionMode } from "@/server/contract/live-calls";
import { type Call, type Leg, newLeg } from "@/server/domain/calls/call";
import type { Channel } from "./ari";
import { accountOf, bridgeOf, callIdOf, legChannel, listeningBridgeOf, snoopOf } from "./names";
import {
  cardChannel,
  hasCustomerAnswered,
  isCustomerGone,
  isCustomerUnreached,
  isMessageOver,
  leftovers,
  legsPresent,
  observe,
  stepsFor,
} from "./plan";
import type { Asked, RecordingState, Step } from "./steps";

const NOW = new Date("2026-11-29T10:00:00Z");
const TRUNK_CHANNEL = "edge-1764410400.7";
const CALL_ID = callIdOf(TRUNK_CHANNEL);
const CUSTOMER = uuidv7();
const NOTHING: Asked = { sounds: new Map(), muted: new Map(), announcements: new Map(), prompts: new Map() };
const tab = { sessionId: uuidv7(), deviceId: uuidv7() };

function leg(values: Partial<Leg>): Leg {
  return newLeg({ id: CALL_ID, round: 0 }, { role: "staff", name: "Ana", ...values }, NOW);
}
const customer = (values: Partial<Leg> = {}) =>
  leg({ id: CUSTOMER, role: "customer", name: "Maya", state: "up", ...values });
const callOf = (...legs: Leg[]): Call => {
  const values = { id: CALL_ID, direction: "in", startedAt: NOW, connectedAt: null, endedAt: null, voicemail: null };
  return { ...values, recording: null, prompt: null, cardEntry: null, legs } as unknown as Call;
};

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
const suesTab = { sessionId: uuidv7(), deviceId: uuidv7() };
const LISTENER = uuidv7();
const supervisor = (mode: SupervisionMode, id = uuidv7()) =>
  leg({ id, role: "supervisor", name: "Sue", state: "up", supervision: mode, ...suesTab });

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

test("a caller whom nobody answers is taken, hears no more music, and is greeted and recorded once", () => {
  const voicemail = { recordingId: uuidv7(), greeting: "closed" as const, maxSeconds: 60, at: NOW.toISOString() };
  const call = { ...callOf(customer()), voicemail };
  const asked: Asked = { ...NOTHING, sounds: new Map([[TRUNK_CHANNEL, "music"]]) };
  const given = (channels: Channel[], state: RecordingState) =>
    observe(channels, [], asked, new Map([[voicemail.recordingId, state]]));
  expect(stepsFor(call, given([trunk("Ring")], "absent"), NOW)).toEqual([{ do: "answer", channel: TRUNK_CHANNEL }]);
  const greeted = [{ do: "takeMessage", channel: TRUNK_CHANNEL, voicemail }];
  expect(stepsFor(call, given([trunk("Up")], "absent"), NOW)).toEqual(greeted);
  expect(stepsFor(call, given([trunk("Up")], "live"), NOW)).toEqual([]);
  expect(stepsFor(call, given([trunk("Up")], "over"), NOW)).toEqual([]);
  const isOver = (["absent", "live", "over"] as const).map((state) => isMessageOver(call, given([trunk("Up")], state)));
  expect(isOver).toEqual([false, false, true]);
});

test("a supervisor who listens is in a bridge of their own with what the holder's phone says and hears, and is muted", () => {
  const [ana, sue] = [leg({ state: "up", ...tab }), supervisor("listen")];
  const call = { ...callOf(customer(), ana, sue), holderId: ana.userId };
  const [there, here, hers] = [trunk("Up"), phoneOf(ana, "Up"), phoneOf(sue, "Up", 1, accountOf(suesTab))];
  const snoop = snoopOf(sue.id, "listen", here.id);
  const first = steps(call, [there, here, hers], { members: [there.id, here.id] });
  expect(first).toEqual([
    { do: "snoop", channel: here.id, as: snoop, mayWhisper: false },
    { do: "mute", channel: here.id, muted: false },
    { do: "mute", channel: hers.id, muted: true },
  ]);
  const then = steps(call, [there, here, hers, channel(snoop, "Up", "Snoop/x")], { members: [there.id, here.id] });
  const ears = listeningBridgeOf(sue.id);
  expect(then.filter(({ do: what }) => what !== "mute")).toEqual([
    { do: "createBridge", bridge: ears },
    { do: "join", bridge: ears, channel: hers.id },
    { do: "join", bridge: ears, channel: snoop },
  ]);
});

test("another way of supervising ends the snoop channel of the one before, and barging in needs none", () => {
  const ana = leg({ state: "up", ...tab });
  const plan = (mode: SupervisionMode) => {
    const sue = supervisor(mode, LISTENER);
    const hers = phoneOf(sue, "Up", 1, accountOf(suesTab));
    const former = snoopOf(LISTENER, "listen", legChannel(ana.id, 1));
    const all = [trunk("Up"), phoneOf(ana, "Up"), hers, channel(former, "Up", "Snoop/x")];
    return { former, hers, done: steps(callOf(customer(), ana, sue), all, { members: [TRUNK_CHANNEL] }) };
  };
  const whisper = plan("whisper");
  expect(whisper.done).toContainEqual({ do: "hangUp", channel: whisper.former });
  expect(whisper.done).toContainEqual(expect.objectContaining({ do: "snoop", mayWhisper: true }));
  const barge = plan("barge");
  expect(barge.done).toContainEqual({ do: "hangUp", channel: barge.former });
  expect(barge.done).toContainEqual({ do: "join", bridge, channel: barge.hers.id });
  expect(barge.done.map((step) => step.do)).not.toContain("snoop");
});

test("the snoop channel and the bridge of a supervisor end with the supervision, and with the call", () => {
  const [ana, sue] = [leg({ state: "up", ...tab }), supervisor("listen", LISTENER)];
  const snoop = channel(snoopOf(LISTENER, "listen", legChannel(ana.id, 1)), "Up", "Snoop/x");
  const over = steps(callOf(customer(), ana, { ...sue, state: "ended" }), [trunk("Up"), phoneOf(ana, "Up"), snoop]);
  expect(over).toContainEqual({ do: "hangUp", channel: snoop.id });
  const left = leftovers([], observe([snoop], [{ id: listeningBridgeOf(LISTENER), channels: [] }], NOTHING));
  expect(left).toEqual([
    { do: "hangUp", channel: snoop.id },
    { do: "removeBridge", bridge: listeningBridgeOf(LISTENER) },
  ]);
});

test("whoever enters a card leaves the bridge and hears no music, and is listened to once they are apart and unrecorded", () => {
  const ana = leg({ state: "up", ...tab });
  const recordingId = uuidv7();
  const recording = { recordingId, announcedAt: NOW.toISOString(), pausedBy: null, confirmed: "recording" };
  const call = { ...callOf(customer({ held: true }), ana), recording, cardEntry: {}, phases: [] } as unknown as Call;
  const channels = [trunk("Up"), phoneOf(ana, "Up")];
  const seen = (members: string[], state: RecordingState) =>
    observe(channels, [{ id: bridge, channels: members }], NOTHING, new Map([[recordingId, state]]));
  const [phone = ""] = channels.slice(1).map(({ id }) => id);
  const both = seen([TRUNK_CHANNEL, phone], "live");
  expect(stepsFor(call, both, NOW).slice(0, 2)).toEqual([
    { do: "pauseRecording", recordingId },
    { do: "leave", bridge, channel: TRUNK_CHANNEL },
  ]);
  expect(cardChannel(call, both)).toBeNull();
  expect(cardChannel(call, seen([TRUNK_CHANNEL, phone], "paused"))).toBeNull();
  for (const state of ["live", "uneven"] as const) expect(cardChannel(call, seen([phone], state))).toBeNull();
  const apart = seen([phone], "paused");
  expect(cardChannel(call, apart)).toBe(TRUNK_CHANNEL);
  expect(stepsFor(call, apart, NOW).filter((step) => step.do === "play")).toEqual([]);
});
