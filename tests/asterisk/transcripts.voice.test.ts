import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { desc } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFailed, test, vi } from "vitest";
import { callRecordings, callTranscripts } from "@/db/schema";
import { WEEKDAYS } from "@/server/contract/hours";
import type { Json } from "@/server/contract/setting";
import type { SpokenText } from "@/server/contract/transcriber";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import type { OutsideCall } from "./phone-network";
import { HARBOR, openStore, type Person, PINE, phoneHears, type Store } from "./store";

const SOON = { timeout: 60_000, interval: 100 };
const CLOSED = { kind: "weekly", days: Object.fromEntries(WEEKDAYS.map((day) => [day, []])) };

let store: Store;
let ana: Person;
let ben: Person;
let transcriber: Server;
/** The bytes of each request. */
let given: number[];
/** What the transcriber understands of so many seconds of audio. */
const hello = (start: number, text = "Hello.") => ({ start, end: start + 1, text });
let answer: (seconds: number) => ReturnType<typeof hello>[] = () => [hello(0)];
/** Pine Street records its calls and Harbor is closed; both have what they record transcribed. */
beforeAll(async () => {
  given = [];
  transcriber = createServer(async (req, res) => {
    let bytes = 0;
    for await (const chunk of req) bytes += (chunk as Buffer).length;
    given.push(bytes);
    res.end(JSON.stringify({ text: "Hello.", segments: answer(bytes / 8000) }));
  });
  await new Promise<void>((resolve) => transcriber.listen(0, "127.0.0.1", resolve));
  store = await openStore();
  const set = (key: string, placeId: string, value: unknown) =>
    saveSetting(store.world.system(), {
      ...{ key, scope: { kind: "place", placeId }, own: { value: value as Json }, expectedVersion: 0 },
    });
  const { pine, harbor } = store.world;
  await set("calls.recording", pine.id, true);
  await set("hours.opening_hours", harbor.id, CLOSED);
  for (const { id } of [pine, harbor]) await set("calls.transcription", id, { voicemail: true, calls: true });
  await store.server().stop();
  const url = `http://127.0.0.1:${(transcriber.address() as AddressInfo).port}/v1`;
  await store.restartServer({ TRANSCRIBER_URL: url, TRANSCRIBER_MODEL: "whisper-1" });
  await vi.waitFor(() => store.edge.ari.get(`applications/${store.edge.settings.app}`), SOON);
  [ana, ben] = [await store.sit("ana"), await store.sit("ben")];
});
afterAll(async () => {
  await store?.close();
  transcriber?.close();
});
beforeEach(() => onTestFailed(async () => void process.stdout.write(await store.report())));

let customer: OutsideCall;
afterEach(() => customer?.hangUp());

/** The newest recording of this kind has its transcript, and had been sent; there are so many. @returns its sentences and their speakers */
async function isTranscribed(kind: "call" | "voicemail", count = 1) {
  let segments: SpokenText[] = [];
  await vi.waitFor(async () => {
    const recordings = await store.db.select().from(callRecordings).orderBy(desc(callRecordings.startedAt));
    const [recording, ...older] = recordings.filter((one) => one.kind === kind);
    expect(older).toHaveLength(count - 1);
    expect(recording).toMatchObject({ state: "ready", mayTranscribe: true });
    const transcripts = await store.db.select().from(callTranscripts);
    const found = transcripts.find(({ recordingId }) => recordingId === recording?.id);
    expect(found).toMatchObject({ state: "ready", attempts: 1 });
    // Each side of a call is sent by itself.
    const sides = kind === "call" ? 2 : 1;
    expect(given.some((bytes) => bytes > (recording?.bytes ?? Number.POSITIVE_INFINITY) / sides)).toBe(true);
    segments = found?.segments ?? [];
  }, SOON);
  return segments.map(({ text, by }) => [text, by]);
}

test("a customer hears that the call is recorded, then that it is transcribed, then their colleague", async () => {
  customer = await store.outside.dial(PINE, { from: "+12065554001" });
  await ana.isRung();
  await ana.answers();
  await phoneHears(customer, ["recorded"]);
  await phoneHears(customer, ["transcribed"]);
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
  await isRecorded(ana);
  await ana.does((desk) => desk.client.calls.hangUp.mutate({ callId: desk.mine()?.id ?? "" }));
  expect(await isTranscribed("call")).toEqual([
    ["Hello.", { side: "customer" }],
    ["Hello.", { side: "ours", name: ana.actor.name }],
  ]);
});

test("what is said after a handover is said by the second colleague", async () => {
  // A sentence when the recording begins, and another one shortly before it ends.
  answer = (seconds) => [hello(0.2, "First."), hello(seconds - 1.5, "Last.")];
  customer = await store.outside.dial(PINE, { from: "+12065554004" });
  await ana.isRung();
  await ana.answers();
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
  await isRecorded(ana);
  await ana.does(
    (desk, userId) => desk.client.calls.consult.mutate({ callId: desk.mine()?.id ?? "", to: { userId } }),
    ben.actor.id,
  );
  await ben.isRung();
  await ben.answers();
  await Promise.all([ana.hears(["ben"]), ben.hears(["ana"])]);
  await ana.does((desk) => desk.client.calls.completeTransfer.mutate({ callId: desk.mine()?.id ?? "" }));
  await Promise.all([ben.hears(["customer"]), phoneHears(customer, ["ben"])]);
  await isRecorded(ben);
  await ben.does((desk) => desk.client.calls.hangUp.mutate({ callId: desk.mine()?.id ?? "" }));
  const spoken = await isTranscribed("call", 2);
  answer = () => [hello(0)];
  const [ours, theirs] = [(name: string) => ({ side: "ours", name }), { side: "customer" }];
  expect(spoken).toEqual([
    ["First.", theirs],
    ["First.", ours(ana.actor.name)],
    ["Last.", theirs],
    ["Last.", ours(ben.actor.name)],
  ]);
});

/** The call of this person is recorded, and has been for as long as two sentences take. */
async function isRecorded(person: Person): Promise<void> {
  let since = Number.POSITIVE_INFINITY;
  await vi.waitFor(
    async () => {
      const state = await person.does((desk) => desk.mine()?.recording?.state);
      if (state !== "recording") since = Number.POSITIVE_INFINITY;
      else since = Math.min(since, Date.now());
      expect(Date.now() - since).toBeGreaterThan(2500);
    },
    { ...SOON, interval: 50 },
  );
}

test("whoever leaves a message hears that it is transcribed, after the greeting and before the tone", async () => {
  customer = await store.outside.dial(HARBOR, { from: "+12065554002", voice: null });
  await phoneHears(customer, ["closed"]);
  await phoneHears(customer, ["transcribed"]);
  await leavesMessage();
  await isTranscribed("voicemail");
});

test("whoever skips the greeting hears that, too", async () => {
  customer = await store.outside.dial(HARBOR, { from: "+12065554003", voice: null });
  await phoneHears(customer, ["closed"]);
  await customer.press("1");
  await phoneHears(customer, ["transcribed"]);
  await leavesMessage();
  await isTranscribed("voicemail", 2);
});

/** The customer speaks for two seconds from the tone on. */
async function leavesMessage(): Promise<void> {
  customer.speaks("customer");
  await vi.waitFor(async () => {
    const [open] = (await store.db.select().from(callRecordings)).filter(({ state }) => state === "pending");
    const recording = await store.edge.ari.get<{ state: string }>(`recordings/live/storeline-${open?.id}`);
    expect(recording.state).toBe("recording");
  }, SOON);
  const began = Date.now();
  await vi.waitFor(() => expect(Date.now() - began).toBeGreaterThan(2000), { ...SOON, interval: 20 });
  await customer.press("#");
}
