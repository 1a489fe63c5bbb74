import { beforeEach, expect, test } from "vitest";
import { callLegs, calls, wrapUps } from "@/db/schema";
import type { TranscribedAudio } from "@/server/contract/transcriber";
import { hasSpeech, joinSides, sidesOf, wavOf } from "@/server/lib/mu-law";
import { spoken } from "@/tests/spoken";
import { type TelephoneWorld, telephoneWorld } from "@/tests/telephone-fixture";
import { getConversation } from "../../conversations/thread/get-conversation";
import { consultOnCall } from "../consult-on-call";
import { hangUpCall } from "../hang-up-call";
import { readParts } from "../recordings/parts";
import { openRecording } from "../recordings/play-recording";
import { deleteRecording } from "../recordings/purge-recordings";
import { storeRecording } from "../recordings/store-recording";
import { reportRecording } from "../report-recording";
import { completeCallTransfer } from "../transfer-call";
import { readTranscript } from "./read-transcript";
import { transcribeRecording } from "./transcribe-recording";

/* Ana talks for 20 s and then Abe for 10 s, after a pause. */
const CUSTOMER = spoken([0, 2000], [28_000, 0]);
const OURS = spoken([3000, 2000], [20_000, 2000], [3000, 0]);

let world: TelephoneWorld;
let callId: string;
let recordingId: string;
beforeEach(async () => {
  world = await telephoneWorld();
  const answers: TranscribedAudio["segments"][] = [
    [{ startMs: 0, endMs: 2000, text: "Hello?", speaker: null }],
    [
      { startMs: 3000, endMs: 5000, text: "Pine Street, one moment.", speaker: null },
      { startMs: 25_000, endMs: 27_000, text: "Abe here.", speaker: null },
    ],
  ];
  world.connected.transcriber = {
    transcribe: async () => ({ language: "english", segments: answers.shift() ?? [] }),
  };
  await world.set("calls.recording", true);
  await world.set("calls.transcription", { voicemail: false, calls: true });
  callId = await world.calls();
  await world.answer(world.ana, callId);
  for (const says of ["transcription_announced", "announced", "recording"] as const) await report(says);
  world.later(20);
  await consultOnCall(world.as(world.ana), { callId, to: { userId: world.abe.id } });
  await report("paused");
  world.later(15);
  await world.answer(world.abe, callId);
  world.later(5);
  await completeCallTransfer(world.as(world.ana), { callId });
  world.later(2);
  await report("recording");
  world.later(10);
  await hangUpCall(world.as(world.abe), { callId });
  recordingId = (await world.recordings(callId))[0]?.id ?? "";
  await storeRecording(world.system(), recordingId, { audio: wavOf(joinSides(CUSTOMER, OURS), 2), durationMs: 30_000 });
});
const report = (says: "transcription_announced" | "announced" | "recording" | "paused") =>
  reportRecording(world.system(), { callId, says });
const entry = async () => world.entryOf((await world.stored(callId)).conversationId);
const run = () => transcribeRecording(world.system(), recordingId);
const speakers = async () =>
  (await readTranscript(world.as(world.abe), { recordingId })).segments.map(({ text, by }) => [text, by]);

test("the sentences of a call that was handed over name the customer's side and whoever was on the call", async () => {
  await run();
  expect(await speakers()).toEqual([
    ["Hello?", { side: "customer" }],
    ["Pine Street, one moment.", { side: "ours", name: world.ana.name }],
    ["Abe here.", { side: "ours", name: world.abe.name }],
  ]);
});

test("where the call was deleted meanwhile, it is not guessed which of them spoke", async () => {
  const { conversationId } = await world.stored(callId);
  await world.db.delete(wrapUps);
  await world.db.delete(callLegs);
  await world.db.delete(calls);
  await run();
  expect((await speakers()).slice(1).map(([, by]) => by)).toEqual([
    { side: "ours", name: null },
    { side: "ours", name: null },
  ]);
  expect((await world.entryOf(conversationId)).call.transcriptRef).toBe(recordingId);
});

test("the entry says when each side speaks, to those who may hear it, until the recording is deleted", async () => {
  const [shown] = (await entry()).call.recordings ?? [];
  // Stretches of a quarter of a second.
  expect(shown?.speech?.customer).toMatch(/^f{8}0{112}$/);
  expect(shown?.speech?.ours).toMatch(/^0{12}f{8}0{80}f{8}0{12}$/);
  const { conversationId } = await world.stored(callId);
  const { items } = await getConversation(world.as(world.pat), { conversationId });
  expect(JSON.stringify(items)).not.toContain("speech");
  await deleteRecording(world.system(), { recordingId });
  expect((await entry()).call.recordings?.[0]?.speech).toBeUndefined();
});

test("its player gets both sides for both ears, and what is stored stays apart", async () => {
  const { bytes, read } = await openRecording(world.as(world.abe), recordingId);
  const parts: Buffer[] = [];
  for await (const part of read(0, bytes - 1)) parts.push(part);
  const played = sidesOf(Buffer.concat(parts));
  expect([played?.left, played?.right].map((side) => side && hasSpeech(side.subarray(0, 16_000)))).toEqual([
    true,
    true,
  ]);
  const stored: Buffer[] = [];
  for await (const part of readParts(world.db, recordingId, 0, bytes - 1)) stored.push(part);
  expect(Buffer.concat(stored).equals(wavOf(joinSides(CUSTOMER, OURS), 2))).toBe(true);
});
