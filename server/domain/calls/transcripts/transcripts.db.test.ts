import { asc } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { callLegs, callRecordingPlays, calls, callTranscripts, events, jobs } from "@/db/schema";
import { type TranscribedAudio, TranscriberError } from "@/server/contract/transcriber";
import { env } from "@/server/lib/env";
import { jobContext } from "@/tests/job-context";
import { type TelephoneWorld, telephoneWorld } from "@/tests/telephone-fixture";
import { getConversation } from "../../conversations/thread/get-conversation";
import { hangUpCall, hangUpForCustomer } from "../hang-up-call";
import { deleteRecording, purgeRecordings } from "../recordings/purge-recordings";
import { reportRecording } from "../report-recording";
import { readTranscript } from "./read-transcript";
import { retryTranscript } from "./request-transcript";
import { MAX_ATTEMPTS } from "./store-transcript";
import { transcribeOverdueJob, transcribeRecording } from "./transcribe-recording";

const HEARD: TranscribedAudio = {
  language: "english",
  segments: [
    { startMs: 0, endMs: 2180, text: "Hi, this is Maya.", speaker: null },
    { startMs: 2180, endMs: 7400, text: "Is the blue jacket still there?", speaker: null },
  ],
};
const later = () => new TranscriberError("unavailable", "status 429");
const never = () => new TranscriberError("rejected", "status 413");

let world: TelephoneWorld;
let callId: string;
let conversationId: string;
let recordingId: string;
/** What the transcriber was given, and what it says. */
let given: Buffer[];
let say: () => Promise<TranscribedAudio>;
beforeEach(async () => {
  world = await telephoneWorld();
  [given, say] = [[], async () => HEARD];
  const transcribe = (audio: Buffer) => {
    given.push(audio);
    return say();
  };
  world.connected.transcriber = { transcribe };
});

const set = (value: { voicemail: boolean; calls: boolean }) => world.set("calls.transcription", value);
const heardNotice = () => reportRecording(world.system(), { callId, says: "transcription_announced" });
async function follow(): Promise<void> {
  ({ conversationId } = await world.stored(callId));
  recordingId = (await world.recordings(callId))[0]?.id ?? "";
}
/** Maya calls while Pine Street is closed, hears that her message is transcribed, and leaves it. */
async function leavesMessage({ isNoticeHeard = true } = {}): Promise<void> {
  await world.closes();
  callId = await world.calls();
  if (isNoticeHeard) await heardNotice();
  await hangUpForCustomer(world.system(), { callId });
  await follow();
  await world.stores(recordingId);
}
const run = () => transcribeRecording(world.system(), recordingId);
const entry = () => world.entryOf(conversationId);
const shown = async () => (await entry()).call.recordings?.[0]?.transcript;
const read = (by = world.ana) => readTranscript(world.as(by), { recordingId });
const stored = () => world.db.select().from(callTranscripts);
const queued = async () =>
  (await world.db.select().from(jobs)).filter(({ name }) => name === "transcribe-recording").length;

describe("a message is transcribed", () => {
  test("once it is stored, and can be read in its entry", async () => {
    await set({ voicemail: true, calls: false });
    await leavesMessage();
    expect([await shown(), await queued()]).toEqual([{ state: "pending", beginning: null }, 1]);
    await run();
    expect(given.map((audio) => audio.length)).toEqual([1000]);
    expect(await shown()).toEqual({
      state: "ready",
      beginning: "Hi, this is Maya. Is the blue jacket still there?",
    });
    expect((await entry()).call.transcriptRef).toBe(recordingId);
    expect(await read()).toMatchObject(HEARD);
  });

  test.each([
    ["the setting was off when it was made", false, true, true],
    ["its customer has not heard that it is", true, false, true],
    ["no transcriber is connected", true, true, false],
  ])("and is not, when %s", async (_, isOn, isNoticeHeard, isConnected) => {
    if (!isConnected) world.connected.transcriber = null;
    await set({ voicemail: isOn, calls: true });
    await leavesMessage({ isNoticeHeard });
    expect([await stored(), await shown(), await queued()]).toEqual([[], undefined, 0]);
  });

  test("and is not because of what is set after it was begun", async () => {
    await set({ voicemail: false, calls: false });
    await world.closes();
    callId = await world.calls();
    await set({ voicemail: true, calls: true });
    await heardNotice();
    await hangUpForCustomer(world.system(), { callId });
    await follow();
    await world.stores(recordingId);
    expect(await stored()).toEqual([]);
  });

  test("after its call was deleted", async () => {
    await set({ voicemail: true, calls: false });
    await leavesMessage();
    await world.db.delete(callLegs);
    await world.db.delete(calls);
    await run();
    expect(await shown()).toMatchObject({ state: "ready" });
  });
});

describe("a recorded call is transcribed", () => {
  const talks = async (isNoticeHeard: boolean) => {
    await world.set("calls.recording", true);
    callId = await world.calls();
    await world.answer(world.ana, callId);
    if (isNoticeHeard) await heardNotice();
    await reportRecording(world.system(), { callId, says: "announced" });
    await hangUpCall(world.as(world.ana), { callId });
    await follow();
    await world.stores(recordingId);
  };

  test("where that is on and its customer has heard it; how it begins is not in its entry", async () => {
    await set({ voicemail: false, calls: true });
    await talks(true);
    await run();
    expect(await shown()).toEqual({ state: "ready", beginning: null });
  });

  test("and is not where only messages are, or where only the recording was announced", async () => {
    await set({ voicemail: true, calls: false });
    await talks(true);
    expect(await stored()).toEqual([]);
    await set({ voicemail: true, calls: true });
    await talks(false);
    expect(await stored()).toEqual([]);
  });
});

describe("exactly one transcript", () => {
  beforeEach(async () => {
    await set({ voicemail: true, calls: false });
    await leavesMessage();
  });

  test("is stored, however often the job runs and the audio is brought", async () => {
    await Promise.all([run(), run()]);
    const { version } = await entry();
    await run();
    await world.stores(recordingId);
    expect([(await stored()).length, (await entry()).version, await queued()]).toEqual([1, version, 1]);
  });

  test("is made after failures that pass", async () => {
    say = async () => Promise.reject(later());
    await expect(run()).rejects.toMatchObject({ outcome: "unavailable" });
    expect(await shown()).toEqual({ state: "pending", beginning: null });
    say = async () => HEARD;
    await run();
    expect(await shown()).toMatchObject({ state: "ready" });
  });

  test("of which nothing was understood says so", async () => {
    say = async () => ({ language: null, segments: [] });
    await run();
    expect(await shown()).toEqual({ state: "ready", beginning: null });
    expect((await read()).segments).toEqual([]);
  });

  test("is looked for when its job was lost, and not while it may be on its way", async () => {
    const sweep = () => transcribeOverdueJob.handle(jobContext(world.system()));
    await sweep();
    expect(given).toEqual([]);
    world.later(3 * 3600);
    await sweep();
    expect(await shown()).toMatchObject({ state: "ready" });
  });
});

describe("a recording that cannot be transcribed", () => {
  beforeEach(async () => {
    await set({ voicemail: true, calls: false });
    await leavesMessage();
  });
  const failed = { state: "failed", beginning: null };

  test("says so at once, when it never will be", async () => {
    say = async () => Promise.reject(never());
    await run();
    expect(await shown()).toEqual(failed);
    await expect(read()).rejects.toMatchObject({ code: "not_found" });
  });

  test("says so after too many attempts, and is not tried again by itself", async () => {
    say = async () => Promise.reject(later());
    for (let n = 1; n < MAX_ATTEMPTS; n++) await expect(run()).rejects.toThrow();
    await run();
    expect(await shown()).toEqual(failed);
    await run();
    expect(given).toHaveLength(MAX_ATTEMPTS);
  });

  test("says so when the transcriber is no longer connected", async () => {
    world.connected.transcriber = null;
    await run();
    expect(await shown()).toEqual(failed);
  });

  test("is tried again when a supervisor says so, and by nobody else", async () => {
    const retry = (by = world.sue) => retryTranscript(world.as(by), { recordingId });
    await expect(retry()).rejects.toMatchObject({ code: "conflict" });
    say = async () => Promise.reject(never());
    await run();
    await expect(retry(world.ana)).rejects.toMatchObject({ code: "forbidden" });
    for (const stranger of [world.ben, world.pat])
      await expect(retry(stranger)).rejects.toMatchObject({ code: "not_found" });
    const { transcriber } = world.connected;
    world.connected.transcriber = null;
    await expect(retry()).rejects.toMatchObject({ code: "conflict", reason: "noTranscriber" });
    world.connected.transcriber = transcriber;
    await retry();
    expect([await shown(), await queued()]).toEqual([{ state: "pending", beginning: null }, 2]);
    say = async () => HEARD;
    await run();
    expect(await shown()).toMatchObject({ state: "ready" });
  });
});

describe("reading a transcript", () => {
  beforeEach(async () => {
    await set({ voicemail: true, calls: false });
    await leavesMessage();
    await run();
  });

  test("names the reader in the log and in the record of playbacks, each time", async () => {
    await read();
    await read(world.sue);
    const plays = await world.db.select().from(callRecordingPlays).orderBy(callRecordingPlays.id);
    expect(plays).toMatchObject([
      { recordingId, userId: world.ana.id, kind: "transcript" },
      { recordingId, userId: world.sue.id, kind: "transcript" },
    ]);
    const found = (await world.db.select().from(events).orderBy(asc(events.id))).filter(
      ({ type }) => type === "call.transcript_read",
    );
    expect(found.map(({ actorId }) => actorId)).toEqual([world.ana.id, world.sue.id]);
  });

  test("is for those who may play the recording", async () => {
    for (const stranger of [world.ben, world.pat])
      await expect(read(stranger)).rejects.toMatchObject({ code: "not_found", reason: "recordingGone" });
    expect(await world.db.select().from(callRecordingPlays)).toEqual([]);
  });

  test("a masked reader sees neither how it begins nor that there is one", async () => {
    const { items } = await getConversation(world.as(world.pat), { conversationId });
    const found = items.findLast(({ kind }) => kind === "call");
    expect(found?.kind === "call" && found.call).toMatchObject({ transcriptRef: null, recordings: [{ id: null }] });
    expect(JSON.stringify(found)).not.toContain("Maya.");
  });

  test("ends when the recording is deleted, and nothing of what was said stays", async () => {
    await deleteRecording(world.system(), { recordingId });
    expect([await stored(), await shown(), (await entry()).call.transcriptRef]).toEqual([[], undefined, null]);
    await expect(read()).rejects.toMatchObject({ code: "not_found" });
  });
});

test("a transcript that comes after its recording was deleted is not kept", async () => {
  await set({ voicemail: true, calls: false });
  await leavesMessage();
  say = async () => {
    world.later((env().RETENTION_RECORDING_DAYS + 1) * 86_400);
    await purgeRecordings(world.system());
    return HEARD;
  };
  await run();
  expect([await stored(), await shown()]).toEqual([[], undefined]);
});
