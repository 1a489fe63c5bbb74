import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFailed, test, vi } from "vitest";
import { callbacks, calls } from "@/db/schema";
import { WEEKDAYS } from "@/server/contract/hours";
import type { Json } from "@/server/contract/setting";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import type { OutsideCall } from "./phone-network";
import { HARBOR, openStore, PINE, phoneHears, type Store } from "./store";

const SOON = { timeout: 60_000, interval: 50 };

let store: Store;
const set = (placeId: string, key: string, value: Json) =>
  saveSetting(store.world.system(), {
    ...{ key, scope: { kind: "place" as const, placeId }, own: { value }, expectedVersion: 0 },
  });
/** Harbor offers callbacks. Pine Street is closed, and speaks Spanish. */
beforeAll(async () => {
  store = await openStore();
  const { pine, harbor } = store.world;
  await set(harbor.id, "calls.callback_offer", true);
  await set(pine.id, "calls.language", "es");
  const days = Object.fromEntries(WEEKDAYS.map((day) => [day, []]));
  await set(pine.id, "hours.opening_hours", { kind: "weekly", days });
  await restarts();
});
/** Calls that come in before the next process follows Asterisk's events would ring elsewhere. */
async function restarts(signal?: "SIGKILL"): Promise<void> {
  await store.server().stop(signal);
  await store.restartServer();
  await vi.waitFor(() => store.edge.ari.get(`applications/${store.edge.settings.app}`), SOON);
}
afterAll(() => store?.close());
let customer: OutsideCall | null = null;
let callers = 0;
beforeEach(() => onTestFailed(async () => void process.stdout.write(await store.report())));
afterEach(async () => {
  await customer?.hangUp();
  await vi.waitFor(async () => expect((await call()).state).toBe("ended"), SOON);
});

const call = () => store.lastCall();
const dials = (number: string) => store.outside.dial(number, { from: `+1206555${4000 + callers++}` });
/** A customer has waited at Harbor until it is time to say their position. */
async function waits(): Promise<OutsideCall> {
  const calling = await dials(HARBOR);
  customer = calling;
  await vi.waitFor(async () => expect((await call()).state).toMatch(/queued|ringing/), SOON);
  await store.db
    .update(calls)
    .set({ queuedAt: new Date(Date.now() - 61_000) })
    .where(eq(calls.id, (await call()).id));
  await phoneHears(calling, ["queue-next"]);
  return calling;
}
const callbacksOf = async (conversationId: string) =>
  store.db.select().from(callbacks).where(eq(callbacks.conversationId, conversationId));
/** The confirmation was heard, the call has ended, and there is one callback. */
async function isPromised(calling: OutsideCall): Promise<void> {
  await phoneHears(calling, ["queue-callback"]);
  await vi.waitFor(async () => expect(await calling.state()).toBe("Over"), SOON);
  const { state, outcome, conversationId } = await call();
  expect({ state, outcome }).toEqual({ state: "ended", outcome: "callback" });
  expect(await callbacksOf(conversationId)).toEqual([expect.objectContaining({ state: "open", assigneeId: null })]);
}

test("who waits hears their position and the offer, then music, and their position again", async () => {
  const calling = await waits();
  await phoneHears(calling, ["queue-offer"]);
  await phoneHears(calling, ["hold"]);
  const { id } = await call();
  await store.db
    .update(calls)
    .set({ announcedAt: new Date(Date.now() - 61_000) })
    .where(eq(calls.id, id));
  await phoneHears(calling, ["queue-next"]);
});

test("who presses 1 hears that they will be called back, and whoever is at the store is asked to call them", async () => {
  const ben = await store.sit("ben");
  const calling = await waits();
  await phoneHears(calling, ["queue-offer"]);
  await calling.press("1");
  await isPromised(calling);
  const { conversationId } = await call();
  const asked = await ben.does((desk) => desk.client.calls.work.query().then((work) => work.callbacks));
  expect(asked).toEqual([expect.objectContaining({ conversationId })]);
  expect(asked[0]?.remindAt && Date.parse(asked[0].remindAt)).toBeLessThan(Date.now());
  expect(await ben.calls()).toEqual([]);
  await ben.leaves();
});

test("whoever answers during the announcement cuts it, and both hear each other", async () => {
  const ben = await store.sit("ben");
  const calling = await waits();
  await ben.answers();
  await phoneHears(calling, ["ben"]);
  await ben.hears(["customer"]);
  await calling.press("1");
  await ben.hears(["customer"]);
  const { conversationId, outcome } = await call();
  expect([outcome, await callbacksOf(conversationId)]).toEqual([null, []]);
  await ben.leaves();
});

test("the offer can be taken after our server was restarted in the middle of the announcement", async () => {
  const calling = await waits();
  await restarts("SIGKILL");
  const asks = async () => {
    await calling.press("1");
    expect((await call()).outcome).toBe("callback");
  };
  // Keys that follow each other more quickly would keep the telephone busy.
  await vi.waitFor(asks, { ...SOON, interval: 1000 });
  await isPromised(calling);
});

test("a server that is restarted during the confirmation ends the call, and there is one callback", async () => {
  const calling = await waits();
  await calling.press("1");
  await phoneHears(calling, ["queue-callback"]);
  await restarts("SIGKILL");
  await isPromised(calling);
});

test("a store hears its customers in its language, and in English what there is in no other", async () => {
  customer = await dials(PINE);
  await phoneHears(customer, ["cerrado"]);
  await customer.hangUp();
  await vi.waitFor(async () => expect((await call()).state).toBe("ended"), SOON);
  await set(store.world.harbor.id, "calls.language", "es");
  await restarts();
  await waits();
});

test("the sounds of the queue that we ship are known to a phone system that has them", async () => {
  for (const name of ["next", "one", "there-are", "callers", "many", "offer", "callback"])
    expect(await store.network.ari.get(`sounds/storeline-queue-${name}`)).toMatchObject({
      id: `storeline-queue-${name}`,
    });
});

/** A customer has waited at Harbor for as long as customers wait. */
async function waitsInVain(): Promise<OutsideCall> {
  const calling = await dials(HARBOR);
  customer = calling;
  await vi.waitFor(async () => expect((await call()).state).toMatch(/queued|ringing/), SOON);
  const { id } = await call();
  await store.db
    .update(calls)
    .set({ queuedAt: new Date(Date.now() - 301_000), announcedAt: new Date() })
    .where(eq(calls.id, id));
  await phoneHears(calling, ["message-offer"]);
  return calling;
}

test("who has waited in vain may press 1 for a callback before the greeting, and leaves no message", async () => {
  const calling = await waitsInVain();
  await calling.press("1");
  await isPromised(calling);
  expect((await call()).voicemail).toBeNull();
});

test("who presses nothing hears the greeting after the offer, and leaves a message", async () => {
  const calling = await waitsInVain();
  await phoneHears(calling, ["unanswered"]);
  const { state, conversationId } = await call();
  expect([state, await callbacksOf(conversationId)]).toEqual(["voicemail", []]);
});
