import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { callRecordings } from "@/db/schema";
import type { RecordingView } from "@/server/contract/live-calls";
import { type TelephoneWorld, telephoneWorld } from "@/tests/telephone-fixture";
import { answerCall } from "./answer-call";
import { consultOnCall } from "./consult-on-call";
import { hangUpCall, hangUpForCustomer } from "./hang-up-call";
import { holdCall } from "./hold-call";
import { getCall } from "./live-call";
import { pauseCallRecording } from "./pause-recording";
import { wantedRecording } from "./recording";
import { reportRecording } from "./report-recording";
import { transferCall } from "./transfer-call";

let world: TelephoneWorld;
let callId: string;
beforeEach(async () => {
  world = await telephoneWorld();
  await world.set("calls.recording", true);
});

type Said = "announced" | "recording" | "paused" | "failed";
const says = (word: Said) => reportRecording(world.system(), { callId, says: word });
const pause = (paused: boolean, by = world.ana) => pauseCallRecording(world.as(by), { callId, paused });
const hold = (held: boolean) => holdCall(world.as(world.ana), { callId, held });
const shown = async (): Promise<RecordingView | null> => (await getCall(world.as(world.sue), { callId })).recording;
const state = async () => (await shown())?.state;
const wanted = async () => wantedRecording(await world.stored(callId));

/** Ana has answered. */
async function answered(): Promise<void> {
  callId = await world.calls();
  await world.answer(world.ana, callId);
}
/** The customer has heard that the call is recorded, and it is. */
async function recorded(): Promise<void> {
  await answered();
  await says("announced");
  await says("recording");
}

describe("where calls are recorded", () => {
  test("nothing is before the customer has heard it, and no screen says so before it is confirmed", async () => {
    await answered();
    expect([await wanted(), await state()]).toEqual(["announcement", "announcing"]);
    await says("announced");
    expect([await wanted(), await state()]).toEqual(["recording", "starting"]);
    await says("recording");
    expect([await wanted(), await state()]).toEqual(["recording", "recording"]);
  });

  test("when it is recorded is remembered, without its pauses", async () => {
    await recorded();
    const from = world.now().toISOString();
    world.later(20);
    await says("paused");
    const to = world.now().toISOString();
    await says("paused");
    world.later(10);
    await says("recording");
    const again = world.now().toISOString();
    const stretches = async () => (await world.stored(callId)).recording?.stretches;
    expect(await stretches()).toEqual([
      { from, to },
      { from: again, to: null },
    ]);
    world.later(5);
    await says("failed");
    expect((await stretches())?.at(-1)).toEqual({ from: again, to: world.now().toISOString() });
  });

  test("that the customer has heard it is kept with the recording, and allows nothing else", async () => {
    await answered();
    expect(await world.recordings(callId)).toEqual([]);
    world.later(3);
    await says("announced");
    expect(await world.recordings(callId)).toMatchObject([
      { kind: "call", state: "pending", announcedAt: world.now() },
    ]);
  });

  test("a call that rings, or that nobody answers, is not recorded", async () => {
    callId = await world.calls();
    expect(await shown()).toBeNull();
    await hangUpForCustomer(world.system(), { callId });
    expect(await world.db.select().from(callRecordings)).toEqual([]);
  });

  test("a call that is carried by what cannot record is not, and its screens say so", async () => {
    callId = await world.visitorCalls();
    const ana = world.as(world.ana);
    await answerCall({ ...ana, voice: { ...ana.voice, records: () => false } }, { callId, deviceId: uuidv7() });
    expect([await wanted(), await state()]).toEqual(["none", "unavailable"]);
    await expect(pause(true)).rejects.toMatchObject({ code: "conflict", reason: "notRecorded" });
  });

  test("an announcement that does not end lets the call go on unrecorded", async () => {
    await answered();
    await world.wait(10);
    expect(await wanted()).toBe("announcement");
    await world.wait(10);
    expect([await wanted(), await state()]).toEqual(["none", "failed"]);
    await says("announced");
    expect(await world.recordings(callId)).toEqual([]);
  });

  test("a recording that ends early is said, and does not begin again", async () => {
    await recorded();
    await says("failed");
    await says("recording");
    expect([await wanted(), await state()]).toEqual(["none", "failed"]);
  });

  test("what is stored after the call is played from its entry", async () => {
    await recorded();
    await hangUpCall(world.as(world.ana), { callId });
    const [recording] = await world.recordings(callId);
    await world.stores(recording?.id ?? "");
    const { call } = await world.entryOf((await world.stored(callId)).conversationId);
    expect(call).toMatchObject({ outcome: "answered", recordingRef: recording?.id, recordings: [{ kind: "call" }] });
  });
});

test("where calls are not recorded, none is", async () => {
  await world.set("calls.recording", false);
  await answered();
  expect([await wanted(), await shown()]).toEqual(["none", null]);
});

describe("a recording is paused", () => {
  beforeEach(recorded);

  test("by whoever holds the call, and goes on when they want; what is not confirmed is not said", async () => {
    await pause(true);
    expect([await wanted(), await shown()]).toEqual(["paused", { state: "pausing", isPaused: true }]);
    await says("paused");
    expect(await shown()).toEqual({ state: "paused", isPaused: true });
    await pause(false);
    expect([await wanted(), await shown()]).toEqual(["recording", { state: "starting", isPaused: false }]);
    await says("recording");
    expect(await state()).toBe("recording");
  });

  test("by a hold, and goes on after it", async () => {
    await hold(true);
    expect([await wanted(), await shown()]).toEqual(["paused", { state: "pausing", isPaused: false }]);
    await hold(false);
    expect([await wanted(), await state()]).toEqual(["recording", "recording"]);
  });

  test("by a person stays so after a hold", async () => {
    await pause(true);
    await hold(true);
    await hold(false);
    expect(await wanted()).toBe("paused");
  });

  test("while nobody of ours is on the line", async () => {
    world.available.splice(0);
    await world.wait(40, [world.ana]);
    expect((await world.stored(callId)).state).toBe("queued");
    expect(await wanted()).toBe("paused");
  });

  test("by its sender while a transfer rings, and by nobody for the colleague who takes it", async () => {
    const card = { need: "A jacket", facts: "", promises: "", consent: "" };
    await transferCall(world.as(world.ana), { callId, to: { userId: world.abe.id }, card });
    expect(await wanted()).toBe("paused");
    await world.answer(world.abe, callId);
    expect(await wanted()).toBe("recording");
    await pause(true, world.abe);
    await expect(pause(false)).rejects.toMatchObject({ code: "conflict" });
    expect(await wanted()).toBe("paused");
  });

  test("by nobody else: not a consulted colleague, not a stranger, not after the call", async () => {
    await consultOnCall(world.as(world.ana), { callId, to: { userId: world.abe.id } });
    await world.answer(world.abe, callId);
    await expect(pause(true, world.abe)).rejects.toMatchObject({ code: "forbidden", reason: "notCallHolder" });
    await expect(pause(true, world.ben)).rejects.toMatchObject({ code: "not_found" });
    await hangUpForCustomer(world.system(), { callId });
    await expect(pause(true)).rejects.toMatchObject({ code: "conflict", reason: "callOver" });
    expect(await wanted()).toBe("none");
  });

  test("once: pausing again changes nothing", async () => {
    await pause(true);
    const { version } = await world.stored(callId);
    await pause(true);
    expect((await world.stored(callId)).version).toBe(version);
  });
});
