import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { calls, customers } from "@/db/schema";
import type { PersonActor } from "@/server/contract/team";
import { consultOnCall, joinCall } from "@/server/domain/calls/consult-on-call";
import { hangUpCall } from "@/server/domain/calls/hang-up-call";
import { holdCall } from "@/server/domain/calls/hold-call";
import { moveCall } from "@/server/domain/calls/move-call";
import { muteCall } from "@/server/domain/calls/mute-call";
import { completeCallTransfer, transferCall } from "@/server/domain/calls/transfer-call";
import { SOON, TwilioStore } from "@/tests/twilio/store";

/* Who hears whom, at a double of Twilio, while our commands change a call. */

let store: TwilioStore;
beforeEach(async () => {
  store = await TwilioStore.open();
});
afterEach(() => store.close());

const as = (actor: PersonActor) => store.world.as(actor);
const hold = (callId: string, held: boolean) =>
  store.does(callId, () => holdCall(as(store.world.ana), { callId, held }));
const card = { need: "A question about a repair", facts: "", promises: "", consent: "" };

/** A customer calls, Ana answers, and they talk. */
async function talking() {
  const { customer, callId } = await store.isCalled();
  const ana = await store.answers(store.world.ana, callId);
  await hear([customer, ["Ana"]], [ana, ["customer"]]);
  return { customer, callId, ana };
}

/** Ben of the other store is asked for help, and answers. */
async function consulting() {
  const { customer, callId, ana } = await talking();
  store.world.available.push(store.world.ben);
  await store.does(callId, () => consultOnCall(as(store.world.ana), { callId, to: { userId: store.world.ben.id } }));
  await hear([customer, ["music"]]);
  const ben = await store.answers(store.world.ben, callId);
  return { customer, callId, ana, ben };
}

const hear: TwilioStore["hear"] = (...expected) => store.hear(...expected);

test("a caller hears ringing until somebody has answered; then both hear each other, until she hangs up", async () => {
  const { customer, callId } = await store.isCalled();
  await hear([customer, ["ringing"]]);
  const ana = await store.answers(store.world.ana, callId);
  await hear([customer, ["Ana"]], [ana, ["customer"]]);
  await store.does(callId, () => hangUpCall(as(store.world.ana), { callId }));
  await Promise.all([store.isOver(customer), store.isOver(ana.call)]);
  expect(await store.outcome(callId)).toBe("answered");
});

test("a customer who hangs up ends the call for everybody", async () => {
  const { customer, callId, ana } = await talking();
  store.twilio.end(customer);
  await store.ends(callId, "answered");
  await store.isOver(ana.call);
});

test("a customer who hangs up before anybody answers has called in vain", async () => {
  const { customer, callId } = await store.isCalled();
  store.twilio.end(customer);
  await store.ends(callId, "missed");
});

test("the call is received for the store whose number was dialed, with the caller as the customer", async () => {
  const { callId } = await store.isCalled();
  expect(await store.world.stored(callId)).toMatchObject({
    ...{ placeId: store.world.pine.id, provider: "twilio", contactValue: "+12065550142", direction: "in" },
  });
});

test.each(["+266696687", "anonymous", "Restricted", "", "911", "702", "sip:someone@example.com"])(
  "a caller whose number is %j is an unknown customer, and rings",
  async (from) => {
    const { customer } = await store.isCalled(from);
    await hear([customer, ["ringing"]]);
    const names = (await store.world.db.select().from(customers)).map(({ name }) => name);
    expect(names.sort()).toEqual(["Maya Chen", "Unknown caller"]);
  },
);

test.each(["+14155550999", "", "700"])("a call for %j, which is no address of ours, is refused", async (to) => {
  const call = await store.twilio.dial("+12065550142", to);
  expect(call.status).toBe("busy");
  expect(await store.world.db.select().from(calls)).toEqual([]);
});

test("a customer on hold hears music and nobody hears them; then they talk on", async () => {
  const { customer, callId, ana } = await talking();
  await hold(callId, true);
  await hear([customer, ["music"]], [ana, []]);
  await hold(callId, false);
  await hear([customer, ["Ana"]], [ana, ["customer"]]);
});

test("a muted person is not heard and hears on", async () => {
  const { customer, callId, ana } = await talking();
  await store.does(callId, () => muteCall(as(store.world.ana), { callId, muted: true }));
  await hear([customer, []], [ana, ["customer"]]);
  await store.does(callId, () => muteCall(as(store.world.ana), { callId, muted: false }));
  await hear([customer, ["Ana"]]);
});

test("a colleague is consulted in private, all three talk, and the colleague goes on alone", async () => {
  const { customer, callId, ana, ben } = await consulting();
  await hear([customer, ["music"]], [ana, ["Ben"]], [ben, ["Ana"]]);
  await store.does(callId, () => joinCall(as(store.world.ana), { callId }));
  await hear([customer, ["Ana", "Ben"]], [ana, ["Ben", "customer"]], [ben, ["Ana", "customer"]]);
  await store.does(callId, () => completeCallTransfer(as(store.world.ana), { callId }));
  await hear([customer, ["Ben"]], [ben, ["customer"]]);
  await store.isOver(ana.call);
});

test("a consulted colleague is heard by nobody before it is certain that the customer cannot listen", async () => {
  const { customer, callId } = await talking();
  store.world.available.push(store.world.ben);
  store.twilio.isAway = true;
  await store.does(callId, () => consultOnCall(as(store.world.ana), { callId, to: { userId: store.world.ben.id } }));
  const ben = await store.answers(store.world.ben, callId);
  expect(store.twilio.hears(ben.call)).toHaveLength(2);
  await hear([customer, ["Ana"]]);
  store.twilio.isAway = false;
  await hear([customer, ["music"]], [ben, ["Ana"]]);
});

test("a call that is sent to a colleague plays music until they answer, and then they talk", async () => {
  const { customer, callId, ana } = await talking();
  store.world.available.push(store.world.ben);
  const to = { userId: store.world.ben.id };
  await store.does(callId, () => transferCall(as(store.world.ana), { callId, to, card }));
  await hear([customer, ["music"]]);
  const ben = await store.answers(store.world.ben, callId);
  await hear([customer, ["Ben"]], [ben, ["customer"]]);
  await store.isOver(ana.call);
});

test("a tab that reloads leaves the customer with music, and comes back to the call", async () => {
  const { customer, callId, ana } = await talking();
  store.twilio.end(ana.call);
  await hear([customer, ["music"]]);
  const again = await store.connects(store.world.ana, callId, ana.deviceId);
  await hear([customer, ["Ana"]], [again, ["customer"]]);
});

test("of two connections of one tab only the newer stays", async () => {
  const { customer, callId, ana } = await talking();
  const again = await store.connects(store.world.ana, callId, ana.deviceId);
  await store.isOver(ana.call);
  await hear([customer, ["Ana"]], [again, ["customer"]]);
});

test("a call that was moved to another tab ends in the tab before", async () => {
  const { customer, callId, ana } = await talking();
  const deviceId = uuidv7();
  await store.does(callId, () => moveCall(as(store.world.ana), { callId, deviceId }));
  await store.isOver(ana.call);
  const there = await store.connects(store.world.ana, callId, deviceId);
  await hear([customer, ["Ana"]], [there, ["customer"]]);
});

test("participants that Twilio has count as there, however long nobody does anything", async () => {
  const { callId } = await talking();
  for (let minute = 0; minute < 3; minute++) {
    store.world.later(7);
    await vi.waitFor(async () => expect(await isFresh(callId)).toBe(true), SOON);
    await store.world.watch();
  }
  expect(await store.world.sides(callId)).toContain("Ana up");
});
const isFresh = async (callId: string) =>
  (await store.world.stored(callId)).legs.every(
    ({ state, aliveAt }) => state !== "up" || aliveAt?.getTime() === store.world.now().getTime(),
  );

test("a number is asked for once: the same call again is the same call, in the same conference", async () => {
  const { customer, callId } = await store.isCalled();
  const { status, body } = await store.twilio.repeat(customer);
  expect([status, body]).toEqual([200, expect.stringContaining(`>call-${callId}</Conference>`)]);
  expect(await store.world.db.select().from(calls)).toHaveLength(1);
});
