import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFailed, test, vi } from "vitest";
import { calls } from "@/db/schema";
import type { Bridge, Channel } from "@/server/voice/asterisk/ari";
import { accountOf, accountOfChannel } from "@/server/voice/asterisk/names";
import type { OutsideCall, Refusal, Ringing } from "./phone-network";
import { openStore, type Person, PINE, phoneHears, type Store } from "./store";

const SOON = { timeout: 60_000, interval: 100 };

let store: Store;
let ana: Person;
let customer: OutsideCall | null = null;
beforeAll(async () => {
  store = await openStore();
  ana = await store.sit("ana");
});
afterAll(() => store?.close());
beforeEach(() => onTestFailed(async () => void process.stdout.write(await store.report())));
afterEach(async () => {
  await customer?.hangUp();
  customer = null;
  await ana.isFree();
  await vi.waitFor(async () => expect(await left()).toEqual([]), SOON);
});

/** The channels and bridges that Storeline's Asterisk has. */
async function left(): Promise<string[]> {
  const { ari } = store.edge;
  const all = [...(await ari.get<Channel[]>("channels")), ...(await ari.get<Bridge[]>("bridges"))];
  return all.map(({ id }) => id);
}

let callers = 0;
/** A customer has called and nobody answered, so they may be called back. @returns their conversation and their number */
async function missedCall(): Promise<{ conversationId: string; number: string }> {
  const number = `+1206555${2000 + callers++}`;
  const calling = await store.outside.dial(PINE, { from: number });
  await ana.isRung();
  const conversationId = await ana.does((desk) => desk.ringing()[0]?.conversationId ?? "");
  await calling.hangUp();
  await ana.isFree();
  return { conversationId, number };
}

/** Ana calls a customer, whose phone is there. */
async function calling(): Promise<{ conversationId: string; phone: Ringing }> {
  const { conversationId, number } = await missedCall();
  await ana.does((desk, id) => desk.callOut(id), conversationId);
  return { conversationId, phone: await store.outside.rung(number) };
}

/** What the entries of the conversation say of its calls, oldest first. */
const thread = (conversationId: string) =>
  ana.does(async (desk, id) => {
    const { items } = await desk.client.conversations.get.query({ conversationId: id });
    return items.flatMap((item) => (item.kind === "call" ? `${item.call.direction} ${item.call.outcome}` : []));
  }, conversationId);

const hangsUp = () => ana.does((desk) => desk.client.calls.hangUp.mutate({ callId: desk.mine()?.id ?? "" }));

test("a customer who is called sees the store's number, and answers to the person who hears it ring", async () => {
  const { phone } = await calling();
  expect(phone.from).toBe(PINE);
  await ana.hears(["ringback"]);
  customer = await phone.answer("customer");
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
  await hangsUp();
  await vi.waitFor(async () => expect(await customer?.state()).toBe("Over"), SOON);
});

test.each<[Refusal, string]>([
  ["busy", "busy"],
  ["rejected", "declined"],
  ["no_answer", "missed"],
  ["unallocated", "failed"],
  ["congestion", "failed"],
])(
  "a call to a customer that the network ends with %s ends as %s, and nothing of it is left",
  async (reason, outcome) => {
    const { conversationId, phone } = await calling();
    await phone.refuse(reason);
    await ana.isFree();
    expect(await thread(conversationId)).toEqual(["in missed", `out ${outcome}`]);
  },
);

test("a customer who never answers is rung for as long as the setting says, and counts as such", async () => {
  const { conversationId, phone } = await calling();
  await phone.ring();
  const { id, startedAt, ringUntil } = await store.lastCall();
  expect((ringUntil?.getTime() ?? 0) - startedAt.getTime()).toBe(120_000);
  expect(await phone.state()).toBe("Ring");
  await store.db.update(calls).set({ ringUntil: new Date() }).where(eq(calls.id, id));
  await ana.isFree();
  await vi.waitFor(async () => expect(await phone.state()).toBe("Over"), SOON);
  expect(await thread(conversationId)).toEqual(["in missed", "out missed"]);
});

test("a call that is given up while it rings stops ringing at the customer", async () => {
  const { conversationId, phone } = await calling();
  await hangsUp();
  await vi.waitFor(async () => expect(await phone.state()).toBe("Over"), SOON);
  await ana.isFree();
  expect(await thread(conversationId)).toEqual(["in missed", "out canceled"]);
});

test("a callback that is due connects whoever accepts it first, and then rings the customer, whose answer ends it", async () => {
  const { conversationId, number } = await missedCall();
  await ana.does(
    (desk, id) =>
      desk.client.calls.scheduleCallback.mutate({
        ...{ callbackId: crypto.randomUUID(), conversationId: id, assignee: "me", reason: "The jacket" },
        dueAt: new Date(Date.now() + 2000).toISOString(),
      }),
    conversationId,
  );
  const due = () =>
    ana.does(async (desk) => {
      const { callbacks } = await desk.client.calls.work.query();
      return callbacks.filter(({ remindAt }) => Date.parse(remindAt) <= Date.now()).length;
    });
  await vi.waitFor(async () => expect(await due()).toBe(1), SOON);
  expect(store.outside.ringing).toEqual([]);
  await ana.does((desk, id) => desk.callOut(id), conversationId);
  const phone = await store.outside.rung(number);
  const channels = await store.edge.ari.get<Channel[]>("channels");
  const account = accountOf({ sessionId: ana.actor.sid, deviceId: await ana.does((desk) => desk.softphone.deviceId) });
  expect(channels.find(({ name }) => accountOfChannel(name) === account)?.state).toBe("Up");
  expect(phone.from).toBe(PINE);
  customer = await phone.answer("customer");
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
  const left = await ana.does((desk) => desk.client.calls.work.query().then(({ callbacks }) => callbacks));
  expect(left).toEqual([]);
});
