import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { jobs } from "@/db/schema";
import { PIECE_BYTES } from "@/server/contract/constants";
import { env } from "@/server/lib/env";
import { filled, type RecordedCall, recordedCall } from "@/tests/browser-recording";
import { consultOnCall, joinCall } from "./consult-on-call";
import { hangUpCall, hangUpForCustomer } from "./hang-up-call";
import { purgeRecordings } from "./recordings/purge-recordings";
import { superviseCall } from "./supervise-call";

let at: RecordedCall;
let world: RecordedCall["world"];
let callId: string;
beforeEach(async () => {
  at = await recordedCall();
  world = at.world;
  callId = at.call.id;
});

describe("the announcement", () => {
  test("is the customer's alone: until it was heard nobody hears anybody, and their connection is made meanwhile", async () => {
    const plan = await at.planOf(await at.customer());
    expect(plan?.notice).toEqual({
      ...{ state: "announcing", transcribes: false, sounds: ["/sounds/en/storeline-recorded.wav"] },
    });
    expect(plan?.links).toMatchObject([{ send: false, receive: false }]);
    expect([plan?.sound, await at.state()]).toEqual(["none", "announcing"]);
    await at.announce();
    const after = await at.planOf(await at.customer());
    expect(after).toMatchObject({ notice: { state: "announced" }, links: [{ send: true, receive: true }] });
    expect(await at.state()).toBe("starting");
  });

  test("is in the language of the place", async () => {
    await hangUpForCustomer(world.system(), { callId });
    await world.set("calls.language", "es");
    world.later(60);
    await at.calls();
    callId = at.call.id;
    expect((await at.planOf(await at.customer()))?.notice?.sounds).toEqual(["/sounds/es/storeline-recorded.wav"]);
  });

  test("that could not be heard, or ends in no time, lets the call go on unrecorded", async () => {
    await at.announce({ wasHeard: false });
    expect([await at.state(), (await at.planOf(await at.customer()))?.notice]).toEqual(["failed", undefined]);
    await at.announce();
    expect([await at.state(), await world.recordings(callId)]).toEqual(["failed", []]);
    await expect(at.sends(world.ana)).rejects.toMatchObject({ code: "conflict", reason: "notRecorded" });
  });

  test("has a second part where calls are transcribed; a recording whose customer did not hear that is not", async () => {
    await hangUpForCustomer(world.system(), { callId });
    world.connected.transcriber = { transcribe: async () => ({ language: "english", segments: [] }) };
    await world.set("calls.transcription", { voicemail: false, calls: true });
    world.later(60);
    for (const transcription of [true, false]) {
      await at.calls();
      callId = at.call.id;
      expect((await at.planOf(await at.customer()))?.notice).toMatchObject({
        transcribes: true,
        sounds: [expect.stringContaining("recorded"), expect.stringContaining("transcribed")],
      });
      await at.announce({ transcription });
      expect(await world.recordings(callId)).toMatchObject([{ mayTranscribe: transcription }]);
      await hangUpForCustomer(world.system(), { callId });
      world.later(60);
    }
  });
});

describe("what the browser of the holder records", () => {
  beforeEach(() => at.announce());

  test("is confirmed by the first piece, not before", async () => {
    expect(await at.state()).toBe("starting");
    await at.sends(world.ana);
    expect([await at.state(), (await at.pieces()).length]).toEqual(["recording", 1]);
  });

  test("is the customer, and whom they hear: a consulted colleague in a call of three, a supervisor only who barges in", async () => {
    const [ana, maya] = [await at.legOf(world.ana), await at.customer()];
    expect((await at.planOf(ana))?.recorder).toEqual({ isOn: true, customer: maya, ours: [] });
    const supervise = (mode: "listen" | "whisper" | "barge") =>
      superviseCall(world.as(world.sue), { callId, deviceId: at.deviceOf(world.sue), mode });
    for (const mode of ["listen", "whisper"] as const) {
      await supervise(mode);
      expect((await at.planOf(ana))?.recorder?.ours).toEqual([]);
    }
    await supervise("barge");
    expect((await at.planOf(ana))?.recorder?.ours).toEqual([await at.legOf(world.sue)]);
    await consultOnCall(world.as(world.ana), { callId, to: { userId: world.abe.id } });
    await at.answer(world.abe);
    expect((await at.planOf(ana))?.recorder).toMatchObject({ isOn: false, ours: [] });
    await joinCall(world.as(world.ana), { callId });
    expect(new Set((await at.planOf(ana))?.recorder?.ours)).toEqual(
      new Set([await at.legOf(world.sue), await at.legOf(world.abe)]),
    );
    expect((await at.planOf(await at.legOf(world.abe)))?.recorder).toBeUndefined();
  });

  test("is taken once, however often it is sent", async () => {
    await at.sends(world.ana);
    await at.sends(world.ana);
    await at.sends(world.ana, { seq: 1 });
    expect((await at.pieces()).map(({ seq }) => seq)).toEqual([0, 1]);
  });

  test("is joined in order when the call is over, and played from its entry", async () => {
    for (const byte of [1, 2, 3]) await at.sends(world.ana, { data: filled(byte) });
    await hangUpForCustomer(world.system(), { callId });
    await at.sends(world.ana, { data: filled(4), isLast: true });
    world.later(3);
    expect(await at.joined()).toEqual([1, 2, 3, 4]);
    const { call } = await world.entryOf((await at.stored()).conversationId);
    expect(call.recordings).toMatchObject([{ kind: "call", durationMs: 4000, deletedAt: null }]);
    expect(call.recordings?.[0]?.speech).toBeDefined();
    expect(await at.pieces()).toEqual([]);
    expect(await world.recordings(callId)).toMatchObject([{ state: "ready", clearedAt: expect.any(Date) }]);
  });

  test("is joined without its last piece once that can come no more", async () => {
    for (const byte of [1, 2]) await at.sends(world.ana, { data: filled(byte) });
    await hangUpCall(world.as(world.ana), { callId });
    expect(await at.joined()).toEqual([]);
    world.later(7);
    expect(await at.joined()).toEqual([1, 2]);
    await expect(at.sends(world.ana)).rejects.toMatchObject({ code: "conflict", reason: "notRecorded" });
  });

  test("asks for a job by the end of the call, and by its last piece", async () => {
    await at.sends(world.ana);
    const asked = async () => (await world.db.select().from(jobs).where(eq(jobs.name, "join-recording"))).length;
    await hangUpForCustomer(world.system(), { callId });
    expect(await asked()).toBe(1);
    await at.sends(world.ana, { isLast: true });
    expect(await asked()).toBe(2);
  });

  test("is forgotten when nobody said anything", async () => {
    await at.sends(world.ana, { data: Buffer.alloc(PIECE_BYTES, 0xff) });
    await hangUpForCustomer(world.system(), { callId });
    world.later(7);
    expect(await at.joined()).toEqual([]);
    expect([await world.recordings(callId), await at.pieces()]).toEqual([[], []]);
  });

  test("goes with the recording when its retention period is over, also if it was never joined", async () => {
    await at.sends(world.ana);
    world.later((env().RETENTION_RECORDING_DAYS + 1) * 86_400);
    await purgeRecordings(world.system());
    expect([await world.recordings(callId), await at.pieces()]).toEqual([[], []]);
  });
});
