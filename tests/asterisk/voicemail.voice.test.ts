import { desc, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFailed, test, vi } from "vitest";
import { callRecordings, calls } from "@/db/schema";
import { WEEKDAYS } from "@/server/contract/hours";
import { readParts } from "@/server/domain/calls/recordings/parts";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import type { OutsideCall } from "./phone-network";
import { type Heard, voicesOver } from "./sound";
import { HARBOR, openStore, PINE, phoneHears, type Store } from "./store";

const SOON = { timeout: 60_000, interval: 100 };
const WAV_HEAD = 58;

let store: Store;
/** Pine Street is closed; Harbor is open, nobody is there, and messages have at most ten seconds. */
beforeAll(async () => {
  store = await openStore();
  const days = Object.fromEntries(WEEKDAYS.map((day) => [day, []]));
  await saveSetting(store.world.system(), {
    ...{ key: "hours.opening_hours", scope: { kind: "place", placeId: store.world.pine.id } },
    ...{ own: { value: { kind: "weekly", days } }, expectedVersion: 0 },
  });
  await saveSetting(store.world.system(), {
    ...{ key: "calls.voicemail", scope: { kind: "place", placeId: store.world.harbor.id } },
    ...{ own: { value: { enabled: true, maxSeconds: 10 } }, expectedVersion: 0 },
  });
  await store.server().stop();
  await store.restartServer();
  // A call that came in before our application is there would ring elsewhere.
  await vi.waitFor(() => store.edge.ari.get(`applications/${store.edge.settings.app}`), SOON);
});
afterAll(() => store?.close());
beforeEach(() => onTestFailed(async () => void process.stdout.write(await store.report())));

let callers = 0;
let customer: OutsideCall;
const dials = async (number: string, voice: "customer" | null = null) => {
  customer = await store.outside.dial(number, { from: `+1206555${2000 + callers++}`, voice });
};
afterEach(async () => {
  await customer?.hangUp();
  await isStored();
});

const isOver = () => vi.waitFor(async () => expect(await customer.state()).toBe("Over"), SOON);
const lastCall = async () => (await store.db.select().from(calls).orderBy(desc(calls.startedAt)).limit(1))[0];
const inAsterisk = async () =>
  (await store.edge.ari.get<{ name: string }[]>("recordings/stored")).map(({ name }) => name);
/** Whatever was recorded is here, and Asterisk has no copy of it. */
const isStored = () =>
  vi.waitFor(async () => {
    const open = await store.db.select().from(callRecordings);
    expect(open.filter(({ clearedAt }) => clearedAt === null)).toEqual([]);
    expect(await inAsterisk()).toEqual([]);
    expect((await lastCall())?.state).toBe("ended");
  }, SOON);

/** What was recorded of the last call. */
async function recorded(): Promise<{ heard: Heard[][]; outcome: string | null; count: number; seconds: number }> {
  await isStored();
  const call = await lastCall();
  const found = await store.db
    .select()
    .from(callRecordings)
    .where(eq(callRecordings.callId, call?.id ?? ""));
  const [recording] = found;
  const parts: Buffer[] = [];
  if (recording) for await (const part of readParts(store.db, recording.id, 0, recording.bytes - 1)) parts.push(part);
  const heard = voicesOver(Buffer.concat(parts).subarray(WAV_HEAD));
  return { heard, outcome: call?.outcome ?? null, count: found.length, seconds: (recording?.durationMs ?? 0) / 1000 };
}
const spoken = (heard: Heard[][]) => heard.filter((voices) => voices.includes("customer")).length;
/** The greeting is over, and what is said from here on is recorded. */
const isRecording = () =>
  vi.waitFor(async () => {
    const { recordingId } = (await lastCall())?.voicemail ?? {};
    const live = await store.edge.ari.get<{ state: string }>(`recordings/live/storeline-${recordingId}`);
    expect(live.state).toBe("recording");
  }, SOON);
const speaksFor = async (seconds: number) => {
  const began = Date.now();
  customer.speaks("customer");
  await vi.waitFor(() => expect(Date.now() - began).toBeGreaterThan(seconds * 1000), { ...SOON, interval: 20 });
};

test("whoever calls a closed store hears that it is closed, and leaves a message that ends with #", async () => {
  await dials(PINE);
  await phoneHears(customer, ["closed"]);
  await isRecording();
  await speaksFor(3);
  await customer.press("#");
  await isOver();
  const { heard, outcome, count, seconds } = await recorded();
  expect([outcome, count]).toEqual(["voicemail", 1]);
  expect(spoken(heard)).toBeGreaterThanOrEqual(5);
  expect(new Set(heard.flat())).toEqual(new Set(["customer"]));
  expect(seconds).toBeGreaterThan(2);
  expect(seconds).toBeLessThan(6);
});

/** A customer calls Harbor, where nobody answers for as long as customers wait. */
async function waitsInVain(): Promise<void> {
  await dials(HARBOR);
  await vi.waitFor(async () => expect((await lastCall())?.state).toBe("queued"), SOON);
  const callId = (await lastCall())?.id ?? "";
  await store.db
    .update(calls)
    .set({ queuedAt: new Date(Date.now() - 3_600_000) })
    .where(eq(calls.id, callId));
}

test("whom nobody answers hears another greeting, and a message ends by itself when they are silent", async () => {
  await waitsInVain();
  await phoneHears(customer, ["unanswered"]);
  await isRecording();
  await speaksFor(2);
  customer.speaks(null);
  await isOver();
  const { heard, outcome, seconds } = await recorded();
  expect(outcome).toBe("voicemail");
  expect(spoken(heard)).toBeGreaterThanOrEqual(3);
  expect(seconds).toBeLessThan(8);
});

test("a message ends when its longest time is over", async () => {
  await waitsInVain();
  await isRecording();
  customer.speaks("customer");
  await isOver();
  const { outcome, seconds } = await recorded();
  expect(outcome).toBe("voicemail");
  // Asterisk counts whole seconds.
  expect(seconds).toBeGreaterThan(9);
  expect(seconds).toBeLessThan(12);
});

test("whoever hangs up in the middle of a sentence has said what they said", async () => {
  await dials(PINE);
  await isRecording();
  await speaksFor(2);
  await customer.hangUp();
  const { heard, outcome } = await recorded();
  expect(outcome).toBe("voicemail");
  expect(spoken(heard)).toBeGreaterThanOrEqual(3);
});

test("a message of which nothing is said is none, and the call is missed", async () => {
  await dials(PINE);
  await isRecording();
  await isOver();
  expect(await recorded()).toMatchObject({ outcome: "missed", count: 0 });
});

test("whoever hangs up during the greeting has left no message", async () => {
  await dials(PINE, "customer");
  await phoneHears(customer, ["closed"]);
  await customer.hangUp();
  expect(await recorded()).toMatchObject({ outcome: "missed", count: 0 });
});

test("a key cuts the greeting short", async () => {
  await dials(PINE);
  await phoneHears(customer, ["closed"]);
  await customer.press("1");
  await isRecording();
  await speaksFor(2);
  await customer.hangUp();
  expect(await recorded()).toMatchObject({ outcome: "voicemail", count: 1 });
});

test("a message that is left while our server is gone is stored once by the next one", async () => {
  await dials(PINE);
  await isRecording();
  await store.server().stop("SIGKILL");
  await speaksFor(3);
  await customer.hangUp();
  await isOver();
  await vi.waitFor(async () => expect(await inAsterisk()).toHaveLength(1), SOON);
  await store.restartServer();
  const { heard, outcome, count } = await recorded();
  expect([outcome, count]).toEqual(["voicemail", 1]);
  expect(spoken(heard)).toBeGreaterThanOrEqual(5);
});

test("a server that comes back in the middle of a message lets it end as it would have", async () => {
  await dials(PINE);
  await isRecording();
  customer.speaks("customer");
  await store.server().stop("SIGKILL");
  await store.restartServer();
  expect(await customer.state()).toBe("Up");
  await customer.press("#");
  await isOver();
  const { heard, outcome, count } = await recorded();
  expect([outcome, count]).toEqual(["voicemail", 1]);
  expect(new Set(heard.flat())).toEqual(new Set(["customer"]));
});

test("a person of the store plays the message in their browser", async () => {
  await dials(PINE);
  await isRecording();
  await speaksFor(2);
  await customer.press("#");
  await isOver();
  await isStored();
  const [recording] = await store.db.select().from(callRecordings).orderBy(desc(callRecordings.startedAt)).limit(1);
  const ana = await store.sit("ana");
  const level = await ana.does(async (desk, recordingId) => {
    const { url } = await desk.client.calls.playRecording.mutate({ recordingId });
    const audio = await new AudioContext().decodeAudioData(await (await fetch(url)).arrayBuffer());
    const samples = audio.getChannelData(0);
    // The strength of the customer's tone in what the browser would play.
    const turn = (2 * Math.PI * 1230) / audio.sampleRate;
    let [real, imaginary] = [0, 0];
    for (const [n, sample] of samples.entries()) {
      real += sample * Math.cos(turn * n);
      imaginary += sample * Math.sin(turn * n);
    }
    return (2 * Math.hypot(real, imaginary)) / samples.length;
  }, recording?.id ?? "");
  expect(level).toBeGreaterThan(0.02);
  await ana.leaves();
});

test("the greetings that we ship are known to a phone system that has them", async () => {
  for (const name of ["closed", "unanswered", "recorded"])
    expect(await store.network.ari.get(`sounds/storeline-${name}`)).toMatchObject({ id: `storeline-${name}` });
});
