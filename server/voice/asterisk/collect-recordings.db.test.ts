import { beforeEach, describe, expect, test } from "vitest";
import { callRecordings } from "@/db/schema";
import { hangUpForCustomer } from "@/server/domain/calls/hang-up-call";
import { readParts } from "@/server/domain/calls/recordings/parts";
import { hasSpeech, sidesOf } from "@/server/lib/mu-law";
import { encode, toneAt } from "@/tests/asterisk/sound";
import { type TelephoneWorld, telephoneWorld } from "@/tests/telephone-fixture";
import { type Ari, AriError } from "./ari";
import { RecordingCollector } from "./collect-recordings";
import { recordingName, SIDES } from "./names";
import { Recordings } from "./recordings";

const VOICE = Buffer.from(Array.from({ length: 16_000 }, (_, n) => encode(toneAt(440, n))));
const SILENCE = Buffer.alloc(16_000, encode(0));

let world: TelephoneWorld;
let callId: string;
let name: string;
/** The recordings that Asterisk has, and what it cannot do now. */
let files: Map<string, Buffer>;
let live: Set<string>;
let broken: Set<"file" | "delete" | "stop">;
beforeEach(async () => {
  world = await telephoneWorld();
  await world.closes();
  callId = await world.calls();
  await hangUpForCustomer(world.system(), { callId });
  name = recordingName((await world.recordings(callId))[0]?.id ?? "");
  [files, live, broken] = [new Map(), new Set(), new Set()];
});

const nameOf = (resource: string) => resource.split("/")[2] ?? "";
const ari = {
  async get(resource: string) {
    if (resource === "recordings/stored") return [...files.keys()].map((stored) => ({ name: stored }));
    const isThere = resource.startsWith("recordings/live/") ? live.has(nameOf(resource)) : files.has(nameOf(resource));
    if (!isThere) throw new AriError(404, resource);
    return {};
  },
  async file(resource: string) {
    const found = files.get(nameOf(resource));
    if (broken.has("file")) throw new AriError(500, resource);
    if (!found) throw new AriError(404, resource);
    return found;
  },
  async post(resource: string) {
    if (!broken.has("stop")) live.delete(nameOf(resource));
  },
  async delete(resource: string) {
    if (broken.has("delete")) throw new AriError(0, resource);
    files.delete(nameOf(resource));
  },
} as unknown as Ari;

const newCollector = () => new RecordingCollector(world.system(), ari, new Recordings(ari));
const outcome = async () => (await world.entryOf((await world.stored(callId)).conversationId)).call.outcome;
const open = async () => (await world.recordings(callId)).map(({ state, clearedAt }) => [state, clearedAt !== null]);

test("a recording is stored, and then deleted where it was made", async () => {
  files.set(name, VOICE);
  expect(await newCollector().run()).toBe(true);
  expect([await outcome(), await open(), files.size]).toEqual(["voicemail", [["ready", true]], 0]);
  expect((await world.recordings(callId))[0]).toMatchObject({ durationMs: 2000, bytes: VOICE.length + 58 });
  expect(await newCollector().run()).toBe(false);
});

describe("a call whose sides were recorded apart", () => {
  const audio = async () => {
    const [stored] = await world.recordings(callId);
    const parts: Buffer[] = [];
    for await (const part of readParts(world.db, stored?.id ?? "", 0, (stored?.bytes ?? 0) - 1)) parts.push(part);
    return { sides: sidesOf(Buffer.concat(parts)), durationMs: stored?.durationMs };
  };

  test("is stored as one file with two channels, as long as the longer side", async () => {
    files.set(`${name}-in`, VOICE);
    files.set(`${name}-out`, VOICE.subarray(0, 12_000));
    await newCollector().run();
    const { sides, durationMs } = await audio();
    expect([sides?.left.equals(VOICE), sides?.right.length, durationMs]).toEqual([true, VOICE.length, 2000]);
    expect(sides?.right.subarray(0, 12_000).equals(VOICE.subarray(0, 12_000))).toBe(true);
    expect([files.size, await open()]).toEqual([0, [["ready", true]]]);
  });

  test("keeps its length when one side is missing, which is then silent", async () => {
    files.set(`${name}-out`, VOICE);
    await newCollector().run();
    const { sides, durationMs } = await audio();
    expect([hasSpeech(sides?.left ?? VOICE), sides?.right.equals(VOICE), durationMs]).toEqual([false, true, 2000]);
  });

  test("is forgotten when neither side says anything", async () => {
    for (const side of SIDES) files.set(`${name}-${side}`, SILENCE);
    await newCollector().run();
    expect([files.size, await world.db.select().from(callRecordings)]).toEqual([0, []]);
  });

  test("is ended first when one of its sides still goes on", async () => {
    files.set(`${name}-in`, VOICE);
    live.add(`${name}-out`);
    const collector = newCollector();
    expect(await collector.run()).toBe(true);
    expect([live.size, await open(), files.size]).toEqual([0, [["pending", false]], 1]);
    files.set(`${name}-out`, VOICE);
    await collector.run();
    const { sides, durationMs } = await audio();
    expect([sides?.left.equals(VOICE), sides?.right.equals(VOICE), durationMs]).toEqual([true, true, 2000]);
    expect([files.size, await open()]).toEqual([0, [["ready", true]]]);
  });

  test("is stored as it is when Asterisk does not end one of its sides within a minute", async () => {
    files.set(`${name}-in`, VOICE);
    live.add(`${name}-out`);
    broken.add("stop");
    const collector = newCollector();
    for (const seconds of [0, 59]) {
      world.later(seconds);
      expect(await collector.run()).toBe(true);
      expect([await open(), files.size]).toEqual([[["pending", false]], 1]);
    }
    world.later(2);
    await collector.run();
    const { sides, durationMs } = await audio();
    expect([sides?.left.equals(VOICE), hasSpeech(sides?.right ?? VOICE), durationMs]).toEqual([true, false, 2000]);
    expect([files.size, await open()]).toEqual([0, [["ready", true]]]);
  });

  test("counts as over while its call goes on as soon as one side has ended, and the other is ended, too", async () => {
    files.set(`${name}-in`, VOICE);
    live.add(`${name}-out`);
    const id = (await world.recordings(callId))[0]?.id ?? "";
    expect(await new Recordings(ari).states([id])).toEqual(new Map([[id, "over"]]));
    expect(live.size).toBe(0);
  });
});

test("a process that ends before the copy is deleted leaves that to the next one, which stores nothing again", async () => {
  files.set(name, VOICE);
  broken.add("delete");
  await newCollector().run();
  expect([await outcome(), await open(), files.size]).toEqual(["voicemail", [["ready", false]], 1]);
  const { version } = await world.entryOf((await world.stored(callId)).conversationId);
  broken.clear();
  await newCollector().run();
  expect([await open(), files.size]).toEqual([[["ready", true]], 0]);
  expect((await world.entryOf((await world.stored(callId)).conversationId)).version).toBe(version);
});

test("one that cannot be fetched now stays where it is, and is fetched later", async () => {
  files.set(name, VOICE);
  broken.add("file");
  const collector = newCollector();
  expect(await collector.run()).toBe(true);
  expect([await outcome(), await open(), files.size]).toEqual(["missed", [["pending", false]], 1]);
  broken.clear();
  await newCollector().run();
  expect(await outcome()).toBe("voicemail");
});

test("one that still goes on after its call is ended first", async () => {
  live.add(name);
  const collector = newCollector();
  expect(await collector.run()).toBe(true);
  expect([live.size, await open()]).toEqual([0, [["pending", false]]]);
  files.set(name, VOICE);
  await collector.run();
  expect(await outcome()).toBe("voicemail");
});

test.each([
  ["holds nothing that was said", SILENCE],
  ["does not exist", null],
])("one that %s is forgotten on both sides", async (_, file) => {
  if (file) files.set(name, file);
  await newCollector().run();
  expect([await outcome(), files.size, await world.db.select().from(callRecordings)]).toEqual(["missed", 0, []]);
});

test("one of a call that goes on is left alone", async () => {
  const second = await world.calls("+12065550199");
  const [recording] = await world.recordings(second);
  files.set(recordingName(recording?.id ?? ""), VOICE);
  await newCollector().run();
  expect(files.size).toBe(1);
});
