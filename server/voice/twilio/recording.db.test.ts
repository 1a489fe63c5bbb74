import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { callRecordingParts } from "@/db/schema";
import type { RecordingView } from "@/server/contract/live-calls";
import { consultOnCall } from "@/server/domain/calls/consult-on-call";
import { hangUpCall } from "@/server/domain/calls/hang-up-call";
import { holdCall } from "@/server/domain/calls/hold-call";
import { getCall } from "@/server/domain/calls/live-call";
import { pauseCallRecording } from "@/server/domain/calls/pause-recording";
import { sidesOf } from "@/server/lib/mu-law";
import { PUBLIC_URL } from "@/tests/twilio/account";
import { callParams, signed } from "@/tests/twilio/callbacks";
import { type PhoneCall, PINE, SOON, TwilioStore } from "@/tests/twilio/store";

/* Calls that are recorded, at a double of Twilio. */

let store: TwilioStore;
beforeEach(async () => {
  store = await TwilioStore.open();
  await store.settings.set("calls.recording", true);
});
afterEach(() => store.close());

const ANNOUNCEMENT = "This call is recorded.";
const shown = async (callId: string): Promise<RecordingView["state"] | undefined> =>
  (await getCall(store.as(store.world.sue), { callId })).recording?.state;
const shows = (callId: string, state: RecordingView["state"]) =>
  vi.waitFor(async () => expect(await shown(callId)).toBe(state), SOON);
const hold = (callId: string, held: boolean) =>
  store.does(callId, () => holdCall(store.as(store.world.ana), { callId, held }));
const pause = (callId: string, paused: boolean) =>
  store.does(callId, () => pauseCallRecording(store.as(store.world.ana), { callId, paused }));
const recorded = () => store.twilio.recordings.map(({ says, status }) => [status, ...says]);

/** A customer calls, Ana answers, and the customer hears that the call is recorded. */
async function announcing() {
  const { customer, callId } = await store.isCalled();
  const ana = await store.answers(store.world.ana, callId);
  await store.hear([customer, [ANNOUNCEMENT]]);
  return { customer, callId, ana };
}
/** They heard it, and talk. */
async function talking() {
  const call = await announcing();
  await store.twilio.hearsOut(call.customer);
  await store.hear([call.customer, ["Ana"]], [call.ana, ["customer"]]);
  await shows(call.callId, "recording");
  return call;
}
const hangsUp = (callId: string) => store.does(callId, () => hangUpCall(store.as(store.world.ana), { callId }));
const isStored = (callId: string) =>
  vi.waitFor(async () => {
    expect(await store.recordings(callId)).toMatchObject([
      { kind: "call", state: "ready", clearedAt: expect.any(Date) },
    ]);
    expect(store.twilio.recordings).toEqual([]);
  }, SOON);

test("a customer hears alone that the call is recorded, and nothing is recorded before; then they talk, and it is", async () => {
  const { customer, callId, ana } = await announcing();
  expect([await shown(callId), store.twilio.recordings]).toEqual(["announcing", []]);
  await store.hear([ana, []]);
  await store.twilio.hearsOut(customer);
  await store.hear([customer, ["Ana"]], [ana, ["customer"]]);
  await shows(callId, "recording");
  expect(store.twilio.recordings).toMatchObject([
    { source: "StartCallRecordingAPI", channels: 2, callSid: customer.sid },
  ]);
  expect(await store.recordings(callId)).toMatchObject([{ kind: "call", announcedAt: expect.any(Date) }]);
});

test("a recording is in the conversation a moment after the call, each side in a channel of its own, and no more at Twilio", async () => {
  const { customer, callId } = await talking();
  store.twilio.says(customer, "hello");
  store.twilio.says(customer, "good bye");
  await hangsUp(callId);
  await isStored(callId);
  expect((await store.recordings(callId))[0]?.durationMs).toBe(2000);
  const parts = await store.world.db.select().from(callRecordingParts);
  const sides = sidesOf(Buffer.concat(parts.map(({ data }) => data)));
  expect([sides?.left.length, sides?.right.length]).toEqual([16_000, 16_000]);
  expect(await store.outcome(callId)).toBe("answered");
});

test("what is said while the holder has paused it is not recorded, and screens say so once it is confirmed", async () => {
  const { customer, callId } = await talking();
  store.twilio.says(customer, "hello");
  await pause(callId, true);
  await shows(callId, "paused");
  store.twilio.says(customer, "4111 1111 1111 1111");
  await pause(callId, false);
  await shows(callId, "recording");
  store.twilio.says(customer, "thank you");
  expect(recorded()).toEqual([["in-progress", "hello", "thank you"]]);
  expect(store.twilio.asked.filter((one) => one.includes("PauseBehavior=skip"))).toHaveLength(1);
});

test("a hold pauses it before the customer hears music, and its end lets it go on", async () => {
  const { customer, callId } = await talking();
  await hold(callId, true);
  await store.hear([customer, ["music"]]);
  const asked = store.twilio.asked.filter((one) => /Status=paused|Hold=true/.test(one));
  expect(asked.map((one) => /Status=paused/.test(one))).toEqual([true, false]);
  await shows(callId, "paused");
  await hold(callId, false);
  await shows(callId, "recording");
});

test("a consultation is not recorded", async () => {
  const { callId } = await talking();
  store.world.available.push(store.world.ben);
  await store.does(callId, () =>
    consultOnCall(store.as(store.world.ana), { callId, to: { userId: store.world.ben.id } }),
  );
  await shows(callId, "paused");
  await store.answers(store.world.ben, callId);
  expect(recorded()).toEqual([["paused"]]);
});

test("a call to a customer is recorded from their answer on, after they heard that", async () => {
  const { callId, caller } = await store.callsOut(store.world.ana);
  const maya = await store.isDialed();
  store.twilio.pickUp(maya);
  await store.hear([maya, [ANNOUNCEMENT]]);
  await store.twilio.hearsOut(maya);
  await store.hear([maya, ["Ana"]], [caller, ["customer"]]);
  await shows(callId, "recording");
  store.twilio.says(maya, "hello");
  await hangsUp(callId);
  await isStored(callId);
});

test("a call whose announcement never ends goes on unrecorded, and says so", async () => {
  const { customer, callId, ana } = await announcing();
  await store.wait(21);
  await store.hear([customer, ["Ana"]], [ana, ["customer"]]);
  expect([await shown(callId), store.twilio.recordings]).toEqual(["failed", []]);
});

test("a call that Twilio refuses to record goes on unrecorded, and says so", async () => {
  store.twilio.refusesToRecord = { status: 400, code: 21220 };
  const { customer, callId, ana } = await announcing();
  await store.twilio.hearsOut(customer);
  await store.hear([customer, ["Ana"]], [ana, ["customer"]]);
  await shows(callId, "failed");
});

test("a recording that Twilio cannot make now keeps nobody waiting, and begins when it can", async () => {
  store.twilio.refusesToRecord = { status: 503, code: 20503 };
  const { customer, callId, ana } = await announcing();
  await store.twilio.hearsOut(customer);
  await store.hear([customer, ["Ana"]], [ana, ["customer"]]);
  expect(await shown(callId)).toBe("starting");
  store.twilio.refusesToRecord = null;
  await shows(callId, "recording");
  expect(store.twilio.recordings).toHaveLength(1);
});

test("a recording that ends by itself is shown as one that failed, and is kept", async () => {
  const { customer, callId } = await talking();
  store.twilio.says(customer, "hello");
  for (const one of store.twilio.recordings) one.status = "completed";
  await shows(callId, "failed");
  await hangsUp(callId);
  await isStored(callId);
});

test("an announcement that is reported twice, late, or of another recording changes nothing", async () => {
  const { customer, callId } = await announcing();
  const { recording } = await store.world.stored(callId);
  const report = (id: string) => {
    const url = `${PUBLIC_URL}/api/webhooks/twilio-voice/heard?call=${callId}&what=announcement&id=${id}`;
    return store.twilio.post(signed({ url, params: callParams(customer) }));
  };
  await report("0193a000-0000-7000-8000-000000000001");
  expect([await shown(callId), await store.recordings(callId)]).toEqual(["announcing", []]);
  await store.twilio.hearsOut(customer);
  await shows(callId, "recording");
  const before = (await store.world.stored(callId)).recording;
  for (let again = 0; again < 2; again++) await report(recording?.recordingId ?? "");
  expect((await store.world.stored(callId)).recording).toEqual(before);
  expect(await store.recordings(callId)).toHaveLength(1);
});

test("a customer who hangs up while they hear the announcement has hung up", async () => {
  const { customer, callId, ana } = await announcing();
  store.twilio.end(customer);
  await store.ends(callId, "answered");
  await store.isOver(ana.call);
  expect(await store.recordings(callId)).toEqual([]);
});

test("somebody who hangs up while the customer hears the announcement ends the call", async () => {
  const { customer, callId } = await announcing();
  await hangsUp(callId);
  await store.isOver(customer);
});

test("a recording goes on while our server restarts, and the next one pauses it; it is made once", async () => {
  const { customer, callId } = await talking();
  store.twilio.says(customer, "hello");
  await store.stop();
  store.twilio.says(customer, "are you there");
  await pauseCallRecording(store.as(store.world.ana), { callId, paused: true });
  await store.start();
  await shows(callId, "paused");
  expect(recorded()).toEqual([["paused", "hello", "are you there"]]);
});

test("a call that ended while our server was away is stored by the next one", async () => {
  const { customer, callId } = await talking();
  store.twilio.says(customer, "hello");
  await store.stop();
  store.twilio.end(customer);
  await store.start();
  await isStored(callId);
});

test("an announcement that the server before began is said again, and the call is recorded", async () => {
  const { customer, callId } = await announcing();
  await store.stop();
  await store.start();
  await vi.waitFor(() => expect(store.twilio.asked.filter((one) => one.includes("is+recorded"))).toHaveLength(2), SOON);
  await store.twilio.hearsOut(customer);
  await shows(callId, "recording");
});

test("while Twilio cannot be asked no screen says that the recording is paused", async () => {
  const { callId } = await talking();
  store.twilio.isAway = true;
  await pause(callId, true);
  await store.wait(7);
  expect(await shown(callId)).toBe("pausing");
  store.twilio.isAway = false;
  await shows(callId, "paused");
});

test("other recordings in the account are left alone", async () => {
  const { customer, callId } = await talking();
  store.twilio.says(customer, "hello");
  const theirs = { ...(store.twilio.recordings[0] as (typeof store.twilio.recordings)[0]) };
  store.twilio.recordings.push({
    ...theirs,
    sid: `RE${"f".repeat(32)}`,
    callSid: `CA${"f".repeat(32)}`,
    says: ["theirs"],
  });
  await hangsUp(callId);
  await vi.waitFor(async () => expect((await store.recordings(callId))[0]?.clearedAt).not.toBeNull(), SOON);
  expect(recorded()).toEqual([["in-progress", "theirs"]]);
});

test("a call of another system to the same customer is not taken for ours, and its recording stays", async () => {
  const { phone: to, ana } = store.world;
  const theirUrls = { call: "https://other.example/call", conference: "https://other.example/conference" };
  const theirs = await store.api.dial({ conference: "theirs", label: "theirs", to, from: "+14155550177" }, theirUrls);
  store.twilio.pickUp(store.twilio.placed()[0] as PhoneCall);
  const { sid } = await store.api.record(theirs);
  const { callId } = await store.callsOut(ana);
  const maya = await vi.waitFor(() => {
    const dialed = store.twilio.placed().find(({ from }) => from === PINE);
    if (!dialed) throw new Error("nobody was called");
    return dialed;
  }, SOON);
  store.twilio.pickUp(maya);
  await store.hear([maya, [ANNOUNCEMENT]]);
  await store.twilio.hearsOut(maya);
  await shows(callId, "recording");
  store.twilio.says(maya, "hello");
  await store.stop();
  store.twilio.end(maya);
  await store.start();
  await vi.waitFor(async () => expect((await store.recordings(callId))[0]?.clearedAt).toBeInstanceOf(Date), SOON);
  expect((await store.recordings(callId))[0]).toMatchObject({ state: "ready", durationMs: 1000 });
  expect(store.twilio.recordings).toMatchObject([{ sid, status: "in-progress" }]);
});

test("where calls are not recorded, nobody hears an announcement", async () => {
  await store.settings.set("calls.recording", false);
  const { customer, callId } = await store.isCalled();
  const ana = await store.answers(store.world.ana, callId, uuidv7());
  await store.hear([customer, ["Ana"]], [ana, ["customer"]]);
  expect(store.twilio.recordings).toEqual([]);
});
