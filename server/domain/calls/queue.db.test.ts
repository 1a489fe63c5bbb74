import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { callbacks, conversations } from "@/db/schema";
import { WITHHELD } from "@/server/contract/customers";
import { TELEPHONE } from "@/tests/call-fixture";
import { MAYA, type TelephoneWorld, telephoneWorld } from "@/tests/telephone-fixture";
import { resolveConversation } from "../conversations/status/resolve-conversation";
import { callOut } from "./call-out";
import { callWork } from "./call-work";
import { listCallbacks } from "./callbacks/list-callbacks";
import { scheduleCallback } from "./callbacks/schedule-callback";
import { declineCall } from "./decline-call";
import { endPromptOf } from "./end-prompt";
import { hangUpForCustomer } from "./hang-up-call";
import { listCalls } from "./list-calls";
import { receiveCall } from "./receive-call";
import { answerForCustomer } from "./ring-customer";

let world: TelephoneWorld;
/** Pine Street offers callbacks and can call its customers, and nobody is there. */
beforeEach(async () => {
  world = await telephoneWorld();
  for (const number of [MAYA, ...["01", "02", "03", "10"].map((n) => `+120655500${n}`)]) world.reachable.add(number);
  world.available.splice(0);
  await world.set("calls.callback_offer", true);
});

const promptOf = async (callId: string) => (await world.stored(callId)).prompt;
const ends = async (callId: string, key: string | null = null) => {
  const prompt = await promptOf(callId);
  await endPromptOf(world.system(), { callId, promptId: prompt?.id ?? uuidv7(), key });
};
const soundsOf = async (callId: string) => (await promptOf(callId))?.sounds ?? null;
/** Somebody else calls, a second after whoever called before. */
const arrives = async (number: string) => {
  world.later(1);
  return world.calls(`+120655500${number}`);
};
/** Maya has waited for a minute and hears the offer. */
async function asked(): Promise<{ callId: string; conversationId: string }> {
  const callId = await world.calls();
  await world.wait(60);
  expect((await promptOf(callId))?.keys).toBe("1");
  return { callId, conversationId: (await world.stored(callId)).conversationId };
}
/** Maya has asked to be called back, and heard that she will be. */
async function requested(): Promise<{ callId: string; conversationId: string }> {
  const { callId, conversationId } = await asked();
  await ends(callId, "1");
  await ends(callId);
  return { callId, conversationId };
}
const callbacksOf = (conversationId: string) =>
  world.db.select().from(callbacks).where(eq(callbacks.conversationId, conversationId));
const rowOf = async (conversationId: string) =>
  (await world.db.select().from(conversations).where(eq(conversations.id, conversationId)))[0];

describe("the position", () => {
  test("counts the customers of the place who are rung for first: those who were answered before, then by arrival", async () => {
    const [first, second, third] = [await arrives("01"), await arrives("02"), await arrives("03")];
    await world.wait(60);
    expect(await soundsOf(first)).toEqual(["storeline-queue-next", "storeline-queue-offer"]);
    expect(await soundsOf(second)).toEqual(["storeline-queue-one", "storeline-queue-offer"]);
    expect((await soundsOf(third))?.slice(0, 3)).toEqual([
      ...["storeline-queue-there-are", "storeline-digit-2", "storeline-queue-callers"],
    ]);
    for (const callId of [first, second, third]) await ends(callId);
    await hangUpForCustomer(world.system(), { callId: first });
    // Ana declines the second one and takes the third, and then her browser is lost.
    world.available.push(world.ana);
    await world.wait(5);
    await declineCall(world.as(world.ana), { callId: second });
    await world.wait(5);
    await world.answer(world.ana, third);
    world.available.splice(0);
    await world.wait(35, [world.ana]);
    expect(await world.stored(third)).toMatchObject({ isReturned: true, state: "queued" });
    await world.wait(20);
    expect((await soundsOf(second))?.[0]).toBe("storeline-queue-one");
    await world.wait(40);
    expect((await soundsOf(third))?.[0]).toBe("storeline-queue-next");
  });

  test("is said at the time that is set, and not where that is off or what carries the call has no prompts", async () => {
    await world.set("calls.queue_announcement", { enabled: true, everySeconds: 30 });
    const soon = await world.calls();
    await world.wait(25);
    expect(await promptOf(soon)).toBeNull();
    await world.wait(5);
    expect(await promptOf(soon)).not.toBeNull();
    await hangUpForCustomer(world.system(), { callId: soon });
    await world.set("calls.queue_announcement", { enabled: false, everySeconds: 30 });
    const off = await world.calls();
    await world.wait(120);
    expect(await promptOf(off)).toBeNull();
    await hangUpForCustomer(world.system(), { callId: off });
    await world.set("calls.queue_announcement", { enabled: true, everySeconds: 30 });
    const web = await world.visitorCalls();
    await world.wait(120);
    expect(await promptOf(web)).toBeNull();
  });

  test("is all that a caller without a number hears, and everybody where no callback is offered", async () => {
    const callId = uuidv7();
    const [{ endpointId = "" } = {}] = [await world.stored(await arrives("09"))];
    const from = { kind: WITHHELD, value: callId } as const;
    world.later(1);
    await receiveCall(world.system(), { callId, endpointId, from, provider: TELEPHONE });
    await world.wait(60);
    expect(await promptOf(callId)).toMatchObject({ keys: "", sounds: ["storeline-queue-one"] });
    await world.set("calls.callback_offer", false);
    const other = await arrives("10");
    await world.wait(60);
    expect(await promptOf(other)).toMatchObject({ keys: "", waitSeconds: 0 });
  });

  test("is all that is heard where calls only come in, and so nobody could be called back", async () => {
    world.reachable.clear();
    const callId = await world.calls();
    await world.wait(60);
    expect(await promptOf(callId)).toMatchObject({ keys: "", sounds: ["storeline-queue-next"] });
  });
});

describe("a customer who asks to be called back", () => {
  test("has a callback that is due now, for everybody at the place, once", async () => {
    const { callId, conversationId } = await asked();
    await ends(callId, "1");
    const now = world.now();
    expect(await callbacksOf(conversationId)).toEqual([
      expect.objectContaining({ state: "open", dueAt: now, remindAt: now, assigneeId: null, scheduledById: null }),
    ]);
    const { callbacks: hers } = await callWork(world.as(world.abe));
    expect(hers).toEqual([{ conversationId, assigneeId: null, dueAt: now.toISOString(), remindAt: now.toISOString() }]);
    expect((await callWork(world.as(world.ben))).callbacks).toEqual([]);
    const [row] = (await listCallbacks(world.as(world.sue))).rows;
    expect(row?.callback).toMatchObject({ scheduledBy: null, assignee: null, reason: "" });
    await ends(callId, "1");
    await ends(callId, "1");
    expect(await callbacksOf(conversationId)).toHaveLength(1);
  });

  test("is rung for no longer, and their call ends as a requested callback once they have heard that", async () => {
    const { callId, conversationId } = await asked();
    world.available.push(world.ana);
    await world.wait(5);
    expect(await world.sides(callId)).toContain("Ana ringing");
    await ends(callId, "1");
    expect(await world.sides(callId)).toEqual(["customer up", "Ana withdrawn"]);
    await expect(world.answer(world.ana, callId)).rejects.toMatchObject({ code: "conflict" });
    expect((await world.entryOf(conversationId)).call).toMatchObject({ outcome: "callback" });
    await ends(callId);
    expect(await world.stored(callId)).toMatchObject({ state: "ended", outcome: "callback" });
  });

  test("waits, but their call is no missed call", async () => {
    const { callId, conversationId } = await requested();
    const { startedAt } = await world.stored(callId);
    expect(await rowOf(conversationId)).toMatchObject({ waitingSince: startedAt, lastMissedCallAt: null });
    expect((await callWork(world.as(world.ana))).missed).toEqual([]);
    expect((await listCalls(world.as(world.ana), { tab: "missed" })).rows).toEqual([]);
    const { rows } = await listCalls(world.as(world.ana), { tab: "all" });
    expect(rows.map(({ item }) => item.call.outcome)).toEqual(["callback"]);
  });

  test("is answered by the call that reaches them: the callback is done, and nobody waits any more", async () => {
    const { conversationId } = await requested();
    world.available.push(world.ana);
    const callId = uuidv7();
    await callOut(world.as(world.ana), { callId, conversationId, deviceId: uuidv7() });
    await answerForCustomer(world.system(), { callId });
    expect((await callbacksOf(conversationId)).map(({ state }) => state)).toEqual(["done"]);
    expect(await rowOf(conversationId)).toMatchObject({ waitingSince: null, callbackId: null });
  });

  test("keeps a callback that they had, and the earlier time counts", async () => {
    const { conversationId } = await world.stored(await world.calls());
    const [callId] = [(await world.entryOf(conversationId)).call.callId ?? ""];
    const dueAt = new Date(world.now().getTime() + 3_600_000).toISOString();
    const callbackId = uuidv7();
    await scheduleCallback(world.as(world.ana), {
      ...{ callbackId, conversationId, dueAt, assignee: "me", reason: "The blue jacket" },
    });
    await world.wait(60);
    await ends(callId, "1");
    const kept = { id: callbackId, reason: "The blue jacket", assigneeId: world.ana.id };
    expect(await callbacksOf(conversationId)).toEqual([
      expect.objectContaining({ ...kept, state: "open", dueAt: world.now(), remindAt: world.now() }),
    ]);
  });

  test("opens a conversation that was resolved meanwhile", async () => {
    const { callId, conversationId } = await asked();
    await resolveConversation(world.as(world.ana), { conversationId });
    await ends(callId, "1");
    await ends(callId);
    expect(await rowOf(conversationId)).toMatchObject({ status: "open" });
  });

  test("is called back even if they hang up during the confirmation, or nobody reports its end", async () => {
    const { callId, conversationId } = await asked();
    await ends(callId, "1");
    await hangUpForCustomer(world.system(), { callId });
    expect(await world.stored(callId)).toMatchObject({ state: "ended", outcome: "callback" });
    expect(await callbacksOf(conversationId)).toHaveLength(1);
    const other = await arrives("02");
    await world.wait(60);
    await ends(other, "1");
    await world.wait(125);
    expect(await world.stored(other)).toMatchObject({ state: "ended", outcome: "callback" });
  });
});

test("who answers during the offer has the customer, and a key that comes too late changes nothing", async () => {
  const { callId, conversationId } = await asked();
  const prompt = await promptOf(callId);
  world.available.push(world.ana);
  await world.wait(5);
  await world.answer(world.ana, callId);
  await endPromptOf(world.system(), { callId, promptId: prompt?.id ?? "", key: "1" });
  expect(await world.stored(callId)).toMatchObject({ state: "connected", outcome: null, prompt: null });
  expect(await callbacksOf(conversationId)).toEqual([]);
});
