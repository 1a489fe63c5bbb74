import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { hangUpCall } from "@/server/domain/calls/hang-up-call";
import { SOON, TwilioStore } from "@/tests/twilio/store";

/* Calls to customers, at a double of Twilio. */

let store: TwilioStore;
beforeEach(async () => {
  store = await TwilioStore.open();
});
afterEach(() => store.close());

const dials = () => store.twilio.asked.filter((one) => one.includes("/Participants ") && one.includes("Label=leg-"));

test("a customer is called with our number once their caller is there, answers, and both hear each other", async () => {
  const { callId, caller } = await store.callsOut(store.world.ana);
  const maya = await store.isDialed();
  store.twilio.pickUp(maya);
  await store.hear([maya, ["Ana"]], [caller, ["customer"]]);
  await vi.waitFor(async () => expect((await store.world.stored(callId)).connectedAt).not.toBeNull(), SOON);
  store.twilio.end(maya);
  await store.ends(callId, "answered");
  await store.isOver(caller.call);
  expect(dials()).toHaveLength(1);
});

test("nobody is called before their caller is there", async () => {
  const { callId, caller } = await store.callsOut(store.world.ana);
  store.twilio.end(caller.call);
  const before = dials().length;
  await store.does(callId, () => hangUpCall(store.as(store.world.ana), { callId }));
  await store.ends(callId, "canceled");
  expect(before).toBeLessThanOrEqual(1);
});

test.each([
  ["busy", {}, "busy"],
  ["no-answer", {}, "missed"],
  ["failed", { sip: "404" }, "failed"],
  ["busy", { sip: "603" }, "declined"],
  ["canceled", {}, "failed"],
])("a call that ends as %s %j has the outcome %s", async (status, more, outcome) => {
  const { callId, caller } = await store.callsOut(store.world.ana);
  store.twilio.end(await store.isDialed(), status, more);
  await store.ends(callId, outcome);
  await store.isOver(caller.call);
  expect(dials()).toHaveLength(1);
});

test("a caller who hangs up while it rings stops the ringing", async () => {
  const { callId } = await store.callsOut(store.world.ana);
  const maya = await store.isDialed();
  await store.does(callId, () => hangUpCall(store.as(store.world.ana), { callId }));
  await store.isOver(maya);
  expect(await store.outcome(callId)).toBe("canceled");
});

test.each([
  { status: 400, code: 21211 },
  { status: 403, code: 21215 },
])("a call that Twilio refuses to place with %j has failed, and is not tried again", async (refusal) => {
  store.twilio.refusesDial = refusal;
  const { callId } = await store.callsOut(store.world.ana);
  await store.ends(callId, "failed");
  expect(dials()).toHaveLength(1);
});

test("a call that Twilio has no time to place now is placed a moment later", async () => {
  store.twilio.refusesDial = { status: 429, code: 20429 };
  const { callId } = await store.callsOut(store.world.ana);
  const maya = await store.isDialed();
  expect(dials()).toHaveLength(2);
  await store.does(callId, () => hangUpCall(store.as(store.world.ana), { callId }));
  await store.isOver(maya);
});

test("an outcome whose report was lost is asked for", async () => {
  const { callId } = await store.callsOut(store.world.ana);
  const maya = await store.isDialed();
  store.twilio.kept = [];
  store.twilio.end(maya, "busy");
  await store.ends(callId, "busy");
});

test("an answer whose report was lost is seen", async () => {
  const { callId, caller } = await store.callsOut(store.world.ana);
  const maya = await store.isDialed();
  store.twilio.kept = [];
  store.twilio.pickUp(maya);
  await vi.waitFor(async () => expect((await store.world.stored(callId)).connectedAt).not.toBeNull(), SOON);
  await store.hear([caller, ["customer"]]);
});

test("a call that somebody has answered before anybody said so counts as answered", async () => {
  const { callId } = await store.callsOut(store.world.ana);
  const maya = await store.isDialed();
  store.twilio.kept = [];
  store.twilio.pickUp(maya);
  const [answered] = store.twilio.kept.splice(0);
  store.twilio.kept = null;
  store.twilio.end(maya);
  await store.ends(callId, "answered");
  expect(answered?.params.CallStatus).toBe("in-progress");
});

test("only numbers of the account are called with", async () => {
  const { provider } = { provider: store.as(store.world.ana).voice };
  const endpoint = { id: store.world.number.id, channel: "sms" };
  const maya = { kind: "phone" as const, value: store.world.phone };
  expect(await provider.providerFor(maya, { ...endpoint, address: "+14155550100" })).toBe("twilio");
  expect(await provider.providerFor(maya, { ...endpoint, address: "+14155550999" })).toBeNull();
  expect(await provider.providerFor({ kind: "visitor", value: "v1" }, { ...endpoint, address: "wk_1" })).toBeNull();
});
