import { and, desc, eq, isNull } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFailed, test, vi } from "vitest";
import { callRecordings, calls } from "@/db/schema";
import type { RecordingView } from "@/server/contract/live-calls";
import { readParts } from "@/server/domain/calls/recordings/parts";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import { durationMsOf, sidesOf } from "@/server/lib/mu-law";
import type { OutsideCall } from "./phone-network";
import { type Heard, lastsMs, voicesOver } from "./sound";
import { openStore, type Person, PINE, phoneHears, type Store } from "./store";

const SOON = { timeout: 60_000, interval: 100 };
const NOTHING = Buffer.alloc(0);
/** The customer alone on the left, Ana alone on the right. */
const APART = { left: new Set(["customer"]), right: new Set(["ana"]), count: 1 };

let store: Store;
let ana: Person;
let ben: Person;
/** Pine Street records its calls. */
beforeAll(async () => {
  store = await openStore();
  await saveSetting(store.world.system(), {
    ...{ key: "calls.recording", scope: { kind: "place", placeId: store.world.pine.id } },
    ...{ own: { value: true }, expectedVersion: 0 },
  });
  await store.server().stop();
  await store.restartServer();
  // A call that came in before our application is there would ring elsewhere.
  await vi.waitFor(() => store.edge.ari.get(`applications/${store.edge.settings.app}`), SOON);
  [ana, ben] = [await store.sit("ana"), await store.sit("ben")];
});
afterAll(() => store?.close());
beforeEach(() => onTestFailed(async () => void process.stdout.write(await store.report())));

let callers = 0;
let customer: OutsideCall;
afterEach(async () => {
  await customer?.hangUp();
  await vi.waitFor(async () => expect([await ana.calls(), await ben.calls()]).toEqual([[], []]), SOON);
});

/** A customer calls, Ana answers, the customer hears that the call is recorded, and they talk. */
async function recorded(): Promise<void> {
  customer = await store.outside.dial(PINE, { from: `+1206555${3000 + callers++}` });
  await ana.isRung();
  await ana.answers();
  await phoneHears(customer, ["recorded"]);
  expect(await shown()).toBe("announcing");
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
  await isShown("recording");
}
const shown = () => ana.does((desk): RecordingView["state"] | undefined => desk.mine()?.recording?.state);
const isShown = (state: RecordingView["state"]) => vi.waitFor(async () => expect(await shown()).toBe(state), SOON);
const pauses = (paused: boolean) =>
  ana.does(
    (desk, value) => desk.client.calls.pauseRecording.mutate({ callId: desk.mine()?.id ?? "", paused: value }),
    paused,
  );
/** Somebody says something new, and it is heard at the other end for a moment. */
async function says(voice: "customer" | "cora" | "sue"): Promise<void> {
  customer.speaks(voice);
  await ana.hears([voice]);
}
/** They go on for longer than what Asterisk keeps of a recording before it writes it down. */
async function talks(): Promise<void> {
  const began = Date.now();
  await vi.waitFor(() => expect(Date.now() - began).toBeGreaterThan(2000), { ...SOON, interval: 20 });
}
const ends = () => ana.does((desk) => desk.client.calls.hangUp.mutate({ callId: desk.mine()?.id ?? "" }));

/** What was recorded is here and nowhere else. */
const isCollected = () =>
  vi.waitFor(async () => {
    const open = await store.db.select().from(callRecordings).where(isNull(callRecordings.clearedAt));
    expect(open).toEqual([]);
    expect(await store.edge.ari.get("recordings/stored")).toEqual([]);
  }, SOON);

/** The two sides of the recording of the last call. */
async function sides(): Promise<{ left: Buffer; right: Buffer; count: number }> {
  const [call] = await store.db.select().from(calls).orderBy(desc(calls.startedAt)).limit(1);
  const isOfCall = and(eq(callRecordings.callId, call?.id ?? ""), eq(callRecordings.state, "ready"));
  const found = await store.db.select().from(callRecordings).where(isOfCall);
  const parts: Buffer[] = [];
  for (const { id, bytes } of found) for await (const part of readParts(store.db, id, 0, bytes - 1)) parts.push(part);
  const { left, right } = sidesOf(Buffer.concat(parts)) ?? { left: NOTHING, right: NOTHING };
  if (found[0]) expect(found[0].durationMs).toBe(durationMsOf(left));
  return { left, right, count: found.length };
}

/** Whose voices are on the two sides of the recording of the last call, once it is here and nowhere else. */
async function voices(): Promise<{ left: Set<Heard>; right: Set<Heard>; count: number }> {
  await isCollected();
  const { left, right, count } = await sides();
  const heard = (side: Buffer) => new Set(voicesOver(side).flat());
  return { left: heard(left), right: heard(right), count };
}

test("a customer hears that the call is recorded before anybody, and each side is in the recording by itself", async () => {
  await recorded();
  await ends();
  expect(await voices()).toEqual(APART);
});

test("what is said until the customer hangs up is in the recording, but for a fraction of a second", async () => {
  await recorded();
  const began = Date.now();
  await says("cora");
  const saidMs = Date.now() - began;
  await customer.hangUp();
  await vi.waitFor(async () => expect(await ana.calls()).toEqual([]), SOON);
  await isCollected();
  const { left } = await sides();
  expect(saidMs - lastsMs(left, "cora")).toBeLessThan(300);
});

test("what is said while the recording is paused is not in it, and what is said afterwards is", async () => {
  await recorded();
  await pauses(true);
  await isShown("paused");
  await says("cora");
  await says("customer");
  await pauses(false);
  await isShown("recording");
  await says("sue");
  await talks();
  await ends();
  expect(await voices()).toEqual({ left: new Set(["customer", "sue"]), right: new Set(["ana"]), count: 1 });
});

test("neither the music of a hold nor what a customer says on hold, nor what colleagues say to each other, is recorded", async () => {
  await recorded();
  await ana.does(
    (desk, userId) => desk.client.calls.consult.mutate({ callId: desk.mine()?.id ?? "", to: { userId } }),
    ben.actor.id,
  );
  await phoneHears(customer, ["hold"]);
  await isShown("paused");
  customer.speaks("cora");
  await ben.isRung();
  await ben.answers();
  await Promise.all([ana.hears(["ben"]), ben.hears(["ana"])]);
  customer.speaks("customer");
  await ana.does((desk) => desk.client.calls.cancelConsult.mutate({ callId: desk.mine()?.id ?? "" }));
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
  await isShown("recording");
  await ends();
  expect(await voices()).toEqual(APART);
});

test("a recording goes on while our server is gone, and the next one stores it once", async () => {
  await recorded();
  await store.server().stop("SIGKILL");
  customer.speaks("cora");
  await ana.hears(["cora"]);
  await talks();
  await store.restartServer();
  await isShown("recording");
  await pauses(true);
  await isShown("paused");
  await ends();
  const { left, right, count } = await voices();
  expect([count, left.has("cora"), right.has("cora"), right.has("ana")]).toEqual([1, true, false, true]);
});

test("a customer who hangs up while they hear that the call is recorded is recorded by nobody", async () => {
  customer = await store.outside.dial(PINE, { from: `+1206555${3000 + callers++}` });
  await ana.isRung();
  await ana.answers();
  await phoneHears(customer, ["recorded"]);
  await customer.hangUp();
  await vi.waitFor(async () => expect(await ana.calls()).toEqual([]), SOON);
  expect((await voices()).count).toBe(0);
});
