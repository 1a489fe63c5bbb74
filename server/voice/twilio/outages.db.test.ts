import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { hangUpCall } from "@/server/domain/calls/hang-up-call";
import { holdCall } from "@/server/domain/calls/hold-call";
import { SOON, TwilioStore } from "@/tests/twilio/store";

/* Twilio's API is out of reach, or our side is; people talk on. */

let store: TwilioStore;
beforeEach(async () => {
  store = await TwilioStore.open();
});
afterEach(() => store.close());

const hold = (callId: string, held: boolean) => () => holdCall(store.as(store.world.ana), { callId, held });
const dials = () => store.twilio.asked.filter((one) => one.includes("/Participants ") && one.includes("Label=leg-"));

async function talking() {
  const { customer, callId } = await store.isCalled();
  const ana = await store.answers(store.world.ana, callId);
  await store.hear([customer, ["Ana"]], [ana, ["customer"]]);
  return { customer, callId, ana };
}

test("while Twilio cannot be asked nobody counts as gone, and what was wished for is done when it can", async () => {
  const { customer, callId } = await talking();
  store.twilio.isAway = true;
  await store.does(callId, hold(callId, true));
  for (let passed = 0; passed < 40; passed += 7) {
    store.world.later(7);
    await vi.waitFor(async () => {
      const { legs } = await store.world.stored(callId);
      expect(legs.filter(({ state }) => state === "up").map(({ aliveAt }) => aliveAt)).toEqual([
        store.world.now(),
        store.world.now(),
      ]);
    }, SOON);
    await store.world.watch();
  }
  expect(await store.world.sides(callId)).toContain("Ana up");
  store.twilio.isAway = false;
  await store.hear([customer, ["music"]]);
});

test("a customer who hangs up while Twilio cannot be asked has hung up", async () => {
  const { customer, callId } = await talking();
  store.twilio.isAway = true;
  store.twilio.end(customer);
  await store.ends(callId, "answered");
});

test("while Twilio is away no call is placed through it, and no browser is told that it could talk", async () => {
  await store.check.stop();
  store.twilio.isAway = true;
  await store.check.start();
  const { voice } = store.as(store.world.ana);
  const tab = { sessionId: store.world.ana.sid, deviceId: store.world.ana.id };
  await expect(voice.openPhone("twilio", tab)).rejects.toMatchObject({ code: "unavailable" });
  const endpoint = { id: store.world.number.id, channel: "sms", address: "+14155550100" };
  expect(await voice.providerFor({ kind: "phone", value: store.world.phone }, endpoint)).toBeNull();
  store.twilio.isAway = false;
  await store.check.start();
  expect(await voice.openPhone("twilio", tab)).toMatchObject({ kind: "token", edges: ["roaming"] });
});

test("people talk on while our server restarts, and the next one carries the call on", async () => {
  const { customer, callId, ana } = await talking();
  await store.stop();
  await hold(callId, true)();
  await store.hear([customer, ["Ana"]], [ana, ["customer"]]);
  await store.start();
  await store.hear([customer, ["music"]], [ana, []]);
  await store.does(callId, hold(callId, false));
  await store.hear([customer, ["Ana"]]);
});

test("whoever hung up while our server was away is gone when it is back", async () => {
  const { customer, callId, ana } = await talking();
  await store.stop();
  store.twilio.end(customer);
  store.world.later(20);
  await store.start();
  await store.ends(callId, "answered");
  await store.isOver(ana.call);
});

test("a call that ended while nobody led is ended at Twilio", async () => {
  const { customer, callId, ana } = await talking();
  await store.stop();
  await hangUpCall(store.as(store.world.ana), { callId });
  await store.start();
  await Promise.all([store.isOver(customer), store.isOver(ana.call)]);
});

test("conferences of other installations in the account are left alone", async () => {
  const theirs = "call-0193a000-0000-7000-8000-000000000001";
  await store.api.dial({ conference: theirs, label: "somebody", to: "+12065550177", from: "+14155550177" }, REPORTS);
  const [other] = store.twilio.placed();
  if (!other) throw new Error("nobody was called");
  store.twilio.pickUp(other);
  await store.stop();
  await store.start();
  const { customer } = await talking();
  await store.hear([customer, ["Ana"]]);
  expect(other.status).toBe("in-progress");
});
const REPORTS = { call: "https://other.example/call", conference: "https://other.example/conference" };

test("a customer whom the server before called is not called again, and how it ended is found out", async () => {
  const { callId } = await store.callsOut(store.world.ana);
  const maya = await store.isDialed();
  await store.stop();
  store.twilio.end(maya, "busy");
  await store.start();
  await store.ends(callId, "busy");
  expect(dials()).toHaveLength(1);
});

test("a customer who still rings when the next server starts can answer", async () => {
  const { callId, caller } = await store.callsOut(store.world.ana);
  const maya = await store.isDialed();
  await store.stop();
  await store.start();
  store.twilio.pickUp(maya);
  await store.hear([maya, ["Ana"]], [caller, ["customer"]]);
  await vi.waitFor(async () => expect((await store.world.stored(callId)).connectedAt).not.toBeNull(), SOON);
  expect(dials()).toHaveLength(1);
});
