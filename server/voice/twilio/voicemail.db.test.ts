import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { callRecordingParts, items } from "@/db/schema";
import { CallDetail } from "@/server/contract/calls";
import { hangUpCall } from "@/server/domain/calls/hang-up-call";
import { durationMsOf, wavOf } from "@/server/lib/mu-law";
import { option } from "@/tests/menu-fixture";
import { PUBLIC_URL } from "@/tests/twilio/account";
import { callParams, signed } from "@/tests/twilio/callbacks";
import type { MoveFailure } from "@/tests/twilio/fake-twilio-voice";
import { type PhoneCall, SOON, TwilioStore } from "@/tests/twilio/store";

/* Customers whom nobody answers leave a message at a double of Twilio. */

let store: TwilioStore;
beforeEach(async () => {
  store = await TwilioStore.open();
});
afterEach(() => store.close());

const CLOSED = expect.stringMatching(/^Thank you for calling\. We are closed/);
const heard = async (customer: PhoneCall, what: unknown) =>
  vi.waitFor(() => expect(store.twilio.hears(customer)).toEqual([what]), SOON);

/** A customer calls a place that is closed, and hears the tone. */
async function leaving() {
  await store.settings.closes();
  const { customer, callId } = await store.isCalled();
  await heard(customer, CLOSED);
  await store.twilio.hearsOut(customer);
  await heard(customer, "the tone");
  return { customer, callId };
}
const shownIn = async (): Promise<CallDetail> => {
  const entries = await store.world.db.select().from(items);
  return CallDetail.parse(entries.find(({ kind }) => kind === "call")?.detail);
};
const stored = async (callId: string) => {
  await vi.waitFor(async () => expect(await store.outcome(callId)).toBe("voicemail"), SOON);
  await vi.waitFor(async () => expect((await store.recordings(callId))[0]?.clearedAt).not.toBeNull(), SOON);
};

test("a customer who calls a closed place hears so, leaves a message, and hangs up; it is in the conversation, and no more at Twilio", async () => {
  const { customer, callId } = await leaving();
  store.twilio.says(customer, "my bike is broken");
  store.twilio.says(customer, "please call me");
  await store.twilio.recordingEnds(customer, "hangup");
  await stored(callId);
  const [recording] = await store.recordings(callId);
  expect(recording).toMatchObject({ kind: "voicemail", state: "ready", durationMs: 2000 });
  expect((await shownIn()).recordings).toMatchObject([{ kind: "voicemail", durationMs: 2000, deletedAt: null }]);
  expect(store.twilio.recordings).toEqual([]);
});

test("what is stored is a WAV file of one channel that every browser plays", async () => {
  const { customer, callId } = await leaving();
  store.twilio.says(customer, "hello");
  await store.twilio.recordingEnds(customer, "#");
  await stored(callId);
  const [part] = await store.world.db.select().from(callRecordingParts);
  const samples = part?.data.subarray(58) ?? Buffer.alloc(0);
  expect(part?.data).toEqual(wavOf(samples));
  expect(durationMsOf(samples)).toBe(1000);
});

test.each(["#", ""])("a message that ends by %j, a key or silence, ends the call", async (by) => {
  const { customer, callId } = await leaving();
  store.twilio.says(customer, "hello");
  await store.twilio.recordingEnds(customer, by);
  await store.isOver(customer);
  await stored(callId);
});

test("a customer who says nothing has called in vain, and nothing is kept", async () => {
  const { customer, callId } = await leaving();
  await store.twilio.recordingEnds(customer, "");
  await store.isOver(customer);
  await store.ends(callId, "missed");
  await vi.waitFor(async () => expect(await store.recordings(callId)).toEqual([]), SOON);
  expect(store.twilio.recordings).toEqual([]);
});

test("a customer who hangs up during the greeting has called in vain, and no message is waited for longer than a minute", async () => {
  await store.settings.closes();
  const { customer, callId } = await store.isCalled();
  await heard(customer, CLOSED);
  store.twilio.end(customer);
  await store.ends(callId, "missed");
  expect(await store.recordings(callId)).toHaveLength(1);
  store.world.later(61);
  await vi.waitFor(async () => expect(await store.recordings(callId)).toEqual([]), SOON);
});

test("a key cuts the greeting short", async () => {
  await store.settings.closes();
  const { customer } = await store.isCalled();
  await heard(customer, CLOSED);
  await store.twilio.presses(customer, "5");
  await heard(customer, "the tone");
});

test("a customer whom nobody answers hears that after the longest wait, and counts as there as long as they speak", async () => {
  await store.settings.set("calls.max_wait_seconds", 30);
  const { customer, callId } = await store.isCalled();
  await store.wait(35);
  await heard(customer, expect.stringMatching(/Nobody is free/));
  await store.twilio.hearsOut(customer);
  await store.wait(35);
  expect((await store.world.stored(callId)).state).toBe("voicemail");
  expect(await store.world.sides(callId)).toContain("customer up");
});

test("the greeting is in the language of the place", async () => {
  await store.settings.set("calls.language", "es");
  await store.settings.closes();
  const { customer } = await store.isCalled();
  await heard(customer, expect.stringMatching(/^Gracias por llamar\. En este momento estamos cerrados/));
});

test("a message that Twilio is not done with arrives when it is", async () => {
  store.twilio.isSlowToRecord = true;
  const { customer, callId } = await leaving();
  store.twilio.says(customer, "hello");
  await store.twilio.recordingEnds(customer, "hangup");
  await store.ends(callId, "missed");
  for (const one of store.twilio.recordings) one.status = "completed";
  await stored(callId);
});

test("a message that is reported twice ends the call once, and a greeting that is reported after it says nothing again", async () => {
  const { customer, callId } = await leaving();
  store.twilio.says(customer, "hello");
  await store.twilio.recordingEnds(customer, "#");
  await stored(callId);
  const [recording] = await store.recordings(callId);
  const before = await store.world.published();
  for (const path of [`message?call=${callId}`, `heard?call=${callId}&what=greeting&id=${recording?.id}`]) {
    const url = `${PUBLIC_URL}/api/webhooks/twilio-voice/${path}`;
    const answer = await store.twilio.post(signed({ url, params: callParams(customer) }));
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining("<Hangup/>") });
  }
  expect(await store.world.published()).toEqual(before);
});

const ASKED = /^Please leave a message after the tone/;
/** A customer who hears the menu chooses to leave a message, and what becomes of our requests for that. */
async function choosesVoicemail(failures: MoveFailure[]) {
  const options = [option("3", "voicemail")];
  await store.settings.set("calls.menu", { enabled: true, greeting: "own/hello", withoutMenu: [], options });
  const { customer, callId } = await store.isCalled();
  await heard(customer, expect.stringMatching(/^Thank you for calling\./));
  store.twilio.movesFail = [...failures];
  await store.twilio.presses(customer, "3");
  await vi.waitFor(() => expect(store.twilio.movesFail).toEqual([]), SOON);
  return { customer, callId };
}

test.each([[[429]], [[400, 429]], [[503]], [["request lost"]]] as MoveFailure[][][])(
  "a customer who chose to leave a message hears the greeting when requests for it failed at first (%j)",
  async (failures) => {
    const { customer, callId } = await choosesVoicemail(failures);
    if (failures.some((one) => one === "request lost" || one === 503)) store.passes(7);
    await heard(customer, expect.stringMatching(ASKED));
    await store.twilio.hearsOut(customer);
    store.twilio.says(customer, "hello");
    await store.twilio.recordingEnds(customer, "#");
    await stored(callId);
  },
);

test("a message that is being left goes on though the answer to the request for it was lost", async () => {
  const { customer, callId } = await choosesVoicemail(["answer lost"]);
  await heard(customer, expect.stringMatching(ASKED));
  await store.twilio.hearsOut(customer);
  store.twilio.says(customer, "hello");
  store.passes(60);
  await store.wait(14);
  await heard(customer, "the tone");
  store.twilio.says(customer, "are you still there");
  await store.twilio.recordingEnds(customer, "#");
  await stored(callId);
  expect((await store.recordings(callId))[0]?.durationMs).toBe(2000);
  expect(store.twilio.asked.filter((one) => one.includes("Please+leave+a+message"))).toHaveLength(1);
});

test("a message goes on while our server restarts, and is stored by the next one", async () => {
  const { customer, callId } = await leaving();
  store.twilio.says(customer, "hello");
  await store.stop();
  await store.start();
  await store.wait(7);
  await heard(customer, "the tone");
  store.twilio.says(customer, "are you still there");
  await store.twilio.recordingEnds(customer, "hangup");
  await stored(callId);
  expect((await store.recordings(callId))[0]?.durationMs).toBe(2000);
});

test("a message whose end was reported to nobody is stored by the next server", async () => {
  const { customer, callId } = await leaving();
  store.twilio.says(customer, "hello");
  await store.stop();
  await store.twilio.recordingEnds(customer, "hangup").catch(() => {});
  await store.start();
  await stored(callId);
});

test("while Twilio cannot be asked a customer goes on leaving a message, and it is stored when Twilio can", async () => {
  const { customer, callId } = await leaving();
  store.twilio.isAway = true;
  await store.wait(35);
  expect((await store.world.stored(callId)).state).toBe("voicemail");
  store.twilio.says(customer, "hello");
  await store.twilio.recordingEnds(customer, "hangup");
  await store.ends(callId, "missed");
  store.twilio.isAway = false;
  await stored(callId);
});

test("where messages are turned into text, the customer hears that, whatever they press, before it may be", async () => {
  const transcriber = { transcribe: () => Promise.reject(new Error("not now")) } as never;
  store.world.connected.transcriber = transcriber;
  await store.settings.set("calls.transcription", { voicemail: true, calls: false });
  await store.stop();
  await store.start();
  await store.settings.closes();
  const { customer, callId } = await store.isCalled();
  await heard(customer, CLOSED);
  await store.twilio.presses(customer, "5");
  await heard(customer, "What you say is also turned into text.");
  expect(await store.recordings(callId)).toMatchObject([{ mayTranscribe: false }]);
  await store.twilio.hearsOut(customer);
  await heard(customer, "the tone");
  expect(await store.recordings(callId)).toMatchObject([{ mayTranscribe: true }]);
});

test("somebody who answered and hung up ends the call; nobody leaves a message then", async () => {
  const { customer, callId } = await store.isCalled();
  await store.answers(store.world.ana, callId);
  await store.does(callId, () => hangUpCall(store.as(store.world.ana), { callId }));
  await store.isOver(customer);
  expect(await store.recordings(callId)).toEqual([]);
});
