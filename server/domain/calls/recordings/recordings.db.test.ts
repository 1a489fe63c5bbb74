import { asc } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { callLegs, callRecordingParts, callRecordingPlays, callRecordings, calls, events } from "@/db/schema";
import { env } from "@/server/lib/env";
import { TELEPHONE } from "@/tests/call-fixture";
import { type TelephoneWorld, telephoneWorld } from "@/tests/telephone-fixture";
import { getConversation } from "../../conversations/thread/get-conversation";
import { purge } from "../../operate/purge";
import { hangUpForCustomer } from "../hang-up-call";
import { listCalls } from "../list-calls";
import { PART_BYTES } from "./parts";
import { openRecording, playRecording } from "./play-recording";
import { deleteRecording, purgeRecordings } from "./purge-recordings";
import { dropRecording, markCleared, openRecordingsOf } from "./store-recording";

const DAY = 86_400;
let world: TelephoneWorld;
let callId: string;
let conversationId: string;
let recordingId: string;
/** Pine Street is closed, and Maya has called and hung up after the tone. */
beforeEach(async () => {
  world = await telephoneWorld();
  await world.closes();
  callId = await world.calls();
  await hangUpForCustomer(world.system(), { callId });
  ({ conversationId } = await world.stored(callId));
  recordingId = (await world.recordings(callId))[0]?.id ?? "";
});

const entry = () => world.entryOf(conversationId);
const published = async () => (await world.published()).map(({ type }) => type);
const count = async (table: typeof callRecordings | typeof callRecordingParts | typeof callRecordingPlays) =>
  (await world.db.select().from(table)).length;

describe("a message that arrives", () => {
  test("is looked for from the moment at which the customer may leave it", async () => {
    expect(await openRecordingsOf(world.db, TELEPHONE)).toEqual([
      { id: recordingId, callId, kind: "voicemail", state: "pending", isOver: true },
    ]);
    expect((await entry()).call).toMatchObject({ outcome: "missed", recordingRef: null });
  });

  test("is how the call ended, and can be played in its entry", async () => {
    const before = await entry();
    await world.stores(recordingId);
    const { call, version } = await entry();
    expect(call).toMatchObject({ outcome: "voicemail", recordingRef: recordingId });
    expect(call.recordings).toMatchObject([
      { id: recordingId, kind: "voicemail", durationMs: 42_000, deletedAt: null },
    ]);
    expect(version).toBe(before.version + 1);
    expect((await published()).slice(-2)).toEqual(["call.recorded", "call.changed"]);
  });

  test("is shown on the inbox row", async () => {
    await world.stores(recordingId);
    const { row } = await getConversation(world.as(world.ana), { conversationId });
    expect([row.preview, row.previewBy]).toEqual(["in.voicemail", "call"]);
  });

  test("is stored once, however often it is brought", async () => {
    await world.stores(recordingId);
    const { version } = await entry();
    await world.stores(recordingId);
    expect([(await entry()).version, (await entry()).call.recordings?.length]).toEqual([version, 1]);
    expect([await count(callRecordings), await count(callRecordingParts)]).toEqual([1, 1]);
  });

  test("is looked for until the provider's copy is deleted", async () => {
    await world.stores(recordingId);
    expect(await openRecordingsOf(world.db, TELEPHONE)).toMatchObject([{ id: recordingId, state: "ready" }]);
    await markCleared(world.system(), { recordingId });
    expect(await openRecordingsOf(world.db, TELEPHONE)).toEqual([]);
  });

  test("of which there is nothing to hear is forgotten, and the call stays missed", async () => {
    await dropRecording(world.system(), { recordingId });
    expect([await count(callRecordings), (await entry()).call.outcome]).toEqual([0, "missed"]);
    await world.stores(recordingId).catch(() => {});
    expect((await entry()).call.outcome).toBe("missed");
  });

  test("is not forgotten once it is stored", async () => {
    await world.stores(recordingId);
    await dropRecording(world.system(), { recordingId });
    expect(await count(callRecordings)).toBe(1);
  });

  test("after its call was deleted is still shown in the entry", async () => {
    await world.db.delete(callLegs);
    await world.db.delete(calls);
    await world.stores(recordingId);
    expect((await entry()).call).toMatchObject({ outcome: "voicemail", recordings: [{ id: recordingId }] });
    expect((await published()).at(-1)).toBe("call.recorded");
  });
});

describe("playing a message", () => {
  beforeEach(() => world.stores(recordingId, PART_BYTES + 100));

  const bytesOf = async (from: number, to: number) => {
    const { read } = await openRecording(world.as(world.ana), recordingId);
    const parts: Buffer[] = [];
    for await (const part of read(from, to)) parts.push(part);
    return Buffer.concat(parts);
  };

  test("names the listener in the log and in the record of playbacks, each time", async () => {
    await playRecording(world.as(world.ana), { recordingId });
    await playRecording(world.as(world.sue), { recordingId });
    const plays = await world.db.select().from(callRecordingPlays).orderBy(callRecordingPlays.id);
    expect(plays).toMatchObject([
      { recordingId, userId: world.ana.id },
      { recordingId, userId: world.sue.id },
    ]);
    const played = (await world.db.select().from(events).orderBy(asc(events.id))).filter(
      ({ type }) => type === "call.recording_played",
    );
    expect(played.map(({ actorId }) => actorId)).toEqual([world.ana.id, world.sue.id]);
  });

  test("is for those who may read the conversation, and never for those from whom customers' data is masked", async () => {
    const refused = { code: "not_found", reason: "recordingGone" };
    for (const stranger of [world.ben, world.pat]) {
      await expect(playRecording(world.as(stranger), { recordingId })).rejects.toMatchObject(refused);
      await expect(openRecording(world.as(stranger), recordingId)).rejects.toMatchObject(refused);
    }
    expect(await count(callRecordingPlays)).toBe(0);
  });

  test("a masked reader sees that there is a message, and not which", async () => {
    const { items } = await getConversation(world.as(world.pat), { conversationId });
    expect(items.at(-1)).toMatchObject({
      call: { outcome: "voicemail", recordingRef: null, recordings: [{ id: null }] },
    });
  });

  test("reads any range, also one that lies in two parts", async () => {
    expect((await bytesOf(0, PART_BYTES + 99)).length).toBe(PART_BYTES + 100);
    expect((await bytesOf(PART_BYTES - 5, PART_BYTES + 4)).length).toBe(10);
    expect((await bytesOf(PART_BYTES + 99, PART_BYTES + 99)).length).toBe(1);
  });
});

describe("the list of recorded calls", () => {
  const listed = async (who = world.ana) =>
    (await listCalls(world.as(who), { tab: "recorded" })).rows.map(({ item }) => item.id);

  test("has a call from the arrival of its audio until that is deleted", async () => {
    expect(await listed()).toEqual([]);
    await world.stores(recordingId);
    expect(await listed()).toEqual([(await entry()).id]);
    await deleteRecording(world.system(), { recordingId });
    expect(await listed()).toEqual([]);
  });

  test("follows when the call itself was deleted before", async () => {
    await world.db.delete(callLegs);
    await world.db.delete(calls);
    await world.stores(recordingId);
    expect(await listed()).toEqual([(await entry()).id]);
    await deleteRecording(world.system(), { recordingId });
    expect(await listed()).toEqual([]);
  });

  test("is narrowed like the others, and is for those who may read the conversation", async () => {
    await world.stores(recordingId);
    const rows = async (way: "in" | "out") => (await listCalls(world.as(world.sue), { tab: "recorded", way })).rows;
    expect([(await rows("in")).length, (await rows("out")).length]).toEqual([1, 0]);
    expect(await listed(world.ben)).toEqual([]);
  });

  test("shows a masked reader which calls have a recording, and names none", async () => {
    await world.stores(recordingId);
    const { rows } = await listCalls(world.as(world.pat), { tab: "recorded" });
    expect(rows.map(({ item }) => item.call.recordings?.map(({ id }) => id))).toEqual([[null]]);
  });
});

describe("retention", () => {
  test("deletes the audio after the days that are set; the entry says that there was one", async () => {
    await world.stores(recordingId);
    await markCleared(world.system(), { recordingId });
    world.later((env().RETENTION_RECORDING_DAYS - 1) * DAY);
    await purgeRecordings(world.system());
    expect(await count(callRecordings)).toBe(1);
    world.later(2 * DAY);
    await purgeRecordings(world.system());
    expect([await count(callRecordings), await count(callRecordingParts)]).toEqual([0, 0]);
    const { call } = await entry();
    expect(call).toMatchObject({ outcome: "voicemail", recordingRef: null });
    expect(call.recordings).toMatchObject([{ id: recordingId, deletedAt: world.now().toISOString() }]);
    expect((await published()).slice(-2)).toContain("call.recorded");
    await expect(playRecording(world.as(world.ana), { recordingId })).rejects.toMatchObject({ code: "not_found" });
  });

  test("does the same when the call itself was deleted before", async () => {
    await world.stores(recordingId);
    world.later(200 * DAY);
    await purge(world.system(), { settings: env() });
    expect(await world.db.select().from(calls)).toEqual([]);
    await purgeRecordings(world.system());
    expect((await entry()).call.recordings).toMatchObject([{ id: recordingId, deletedAt: expect.any(String) }]);
  });

  test("forgets who has listened when the recording's time has passed", async () => {
    await world.stores(recordingId);
    await playRecording(world.as(world.ana), { recordingId });
    world.later((env().RETENTION_RECORDING_DAYS + 1) * DAY);
    await purge(world.system(), { settings: env() });
    expect(await count(callRecordingPlays)).toBe(0);
  });

  test("also ends the search for audio that never arrived", async () => {
    world.later((env().RETENTION_RECORDING_DAYS + 1) * DAY);
    await purgeRecordings(world.system());
    expect(await openRecordingsOf(world.db, TELEPHONE)).toEqual([]);
    expect((await entry()).call.outcome).toBe("missed");
  });
});
