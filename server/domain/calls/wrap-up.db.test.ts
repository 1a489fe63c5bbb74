import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { items } from "@/db/schema";
import { afterCallMs } from "@/server/contract/call-durations";
import { CallDetail } from "@/server/contract/calls";
import type { PersonActor } from "@/server/contract/team";
import type { SaveWrapUp } from "@/server/contract/wrap-ups";
import { type CallWorld, callWorld } from "@/tests/call-fixture";
import { saveSetting } from "../configuration/save-setting";
import { getConversation } from "../conversations/thread/get-conversation";
import { callOut } from "./call-out";
import { consultOnCall } from "./consult-on-call";
import { endMyWrapUp } from "./end-wrap-up";
import { hangUpCall, hangUpForCustomer } from "./hang-up-call";
import { listCalls } from "./list-calls";
import { peopleInCalls } from "./people-in-calls";
import { answerForCustomer } from "./ring-customer";
import { saveWrapUp } from "./save-wrap-up";
import { dispositions, wrapUpSeconds } from "./settings";
import { superviseCall, takeCallOver } from "./supervise-call";
import { completeCallTransfer, transferCall } from "./transfer-call";
import { getWrapUp, myWrapUps } from "./wrap-up-view";

const card = { need: "Wants the blue jacket in M", facts: "", promises: "", consent: "" };
const ORDER = { key: "order", label: "Order placed" };
let world: CallWorld;
let callId: string;

/** Ana talks with a customer for a minute. */
beforeEach(async () => {
  world = await callWorld();
  world.available.splice(0, 2, world.ana);
  callId = await world.visitorCalls();
  await world.answer(world.ana, callId);
  await world.wait(60);
});

const hangUp = (actor: PersonActor = world.ana, id = callId) => hangUpCall(world.as(actor), { callId: id });
const wrapUpOf = async (actor: PersonActor = world.ana) => (await myWrapUps(world.as(actor)))[0];
const namesOf = async () => (await world.stored(callId)).wrapUps.map(({ name }) => name);
const save = async (input: Omit<SaveWrapUp, "wrapUpId">, actor: PersonActor = world.ana) =>
  saveWrapUp(world.as(actor), { wrapUpId: (await wrapUpOf(actor))?.id ?? "", ...input });
async function entryOf(id = callId): Promise<CallDetail> {
  const { itemId } = await world.stored(id);
  const [item] = await world.db.select().from(items).where(eq(items.id, itemId));
  return CallDetail.parse(item?.detail);
}
const afterCallSeconds = async () => afterCallMs((await entryOf()).wrapUps, world.now()) / 1000;
const statusOf = async (actor: PersonActor = world.ana) =>
  (await peopleInCalls(world.db, [actor.id], world.now())).get(actor.id)?.status ?? null;
const set = (key: string, value: never, expectedVersion = 0) =>
  saveSetting(world.system(), { key, scope: { kind: "organization" }, own: { value }, expectedVersion });

describe("a wrap-up begins", () => {
  test("when a person who talked to the customer hangs up, and lasts as long as the setting says", async () => {
    await hangUp();
    const until = new Date(world.now().getTime() + 30_000).toISOString();
    expect(await wrapUpOf()).toMatchObject({ callId, endsAt: until, isOver: false, disposition: null });
    expect(await statusOf()).toBe("wrap_up");
  });

  test("when the customer hangs up", async () => {
    await hangUpForCustomer(world.system(), { callId });
    expect(await wrapUpOf()).toMatchObject({ callId, direction: "in" });
  });

  test("after a call of ours that the customer answered, and not after one that they did not", async () => {
    const { conversationId } = await world.stored(callId);
    await hangUp();
    await save({ isDone: true });
    world.reachable.add((await world.stored(callId)).contactValue);
    const call = async () => {
      const id = uuidv7();
      await callOut(world.as(world.ana), { callId: id, conversationId, deviceId: uuidv7() });
      return id;
    };
    await hangUp(world.ana, await call());
    expect(await wrapUpOf()).toBeUndefined();
    const answered = await call();
    await answerForCustomer(world.system(), { callId: answered });
    await hangUp(world.ana, answered);
    expect(await wrapUpOf()).toMatchObject({ callId: answered, direction: "out" });
  });

  test("for neither a colleague who was only rung or consulted, nor a supervisor who only listened", async () => {
    world.available.push(world.abe);
    await superviseCall(world.as(world.sue), { callId, mode: "listen", deviceId: uuidv7() });
    await consultOnCall(world.as(world.ana), { callId, to: { userId: world.abe.id } });
    await world.answer(world.abe, callId);
    await hangUp(world.abe);
    await hangUp();
    expect(await namesOf()).toEqual(["Ana"]);
  });

  test("for both when a supervisor takes the call over", async () => {
    await superviseCall(world.as(world.sue), { callId, mode: "barge", deviceId: uuidv7() });
    await takeCallOver(world.as(world.sue), { callId });
    expect(await statusOf()).toBe("wrap_up");
    await hangUp(world.sue);
    expect(await namesOf()).toEqual(["Ana", "Sue"]);
  });

  test("not for a person whose browser was lost, who is rung first when it is back", async () => {
    await world.wait(60, [world.ana]);
    expect(await namesOf()).toEqual([]);
    expect(await statusOf()).toBeNull();
  });

  test("and is over at once where there is no time for it, but what happened can still be said", async () => {
    await set(wrapUpSeconds.key, 0 as never);
    await hangUp();
    expect([await wrapUpOf(), await statusOf()]).toEqual([undefined, null]);
    const [{ id } = { id: "" }] = (await world.stored(callId)).wrapUps;
    await saveWrapUp(world.as(world.ana), { wrapUpId: id, disposition: "order" });
    expect((await entryOf()).wrapUps).toMatchObject([{ disposition: ORDER }]);
    expect(await afterCallSeconds()).toBe(0);
  });
});

describe("after-call time is counted once", () => {
  test("until the cap, when nobody ends it, also by a server that was restarted meanwhile", async () => {
    await hangUp();
    await world.outage(3600);
    expect([await wrapUpOf(), await statusOf()]).toEqual([undefined, null]);
    expect(await afterCallSeconds()).toBe(30);
  });

  test("until the person is done", async () => {
    await hangUp();
    world.later(12);
    expect(await save({ isDone: true })).toMatchObject({ isOver: true });
    world.later(3600);
    expect([await wrapUpOf(), await afterCallSeconds()]).toEqual([undefined, 12]);
  });

  test("until the person chooses what they do now", async () => {
    await hangUp();
    world.later(5);
    await endMyWrapUp(world.as(world.ana), undefined);
    expect([await wrapUpOf(), await afterCallSeconds()]).toEqual([undefined, 5]);
    await endMyWrapUp(world.as(world.ana), undefined);
    expect(await afterCallSeconds()).toBe(5);
  });

  test("until their next call begins: one they answer, one they place, or one they supervise", async () => {
    await hangUp();
    world.later(10);
    const next = await world.visitorCalls();
    await world.answer(world.ana, next);
    expect([await statusOf(), await afterCallSeconds()]).toEqual(["on_call", 10]);
    await hangUp(world.ana, next);
    expect(await wrapUpOf()).toMatchObject({ callId: next });
    expect(await myWrapUps(world.as(world.ana))).toHaveLength(1);
  });

  test("for each of two people on a transferred call, also at the same time", async () => {
    world.available.push(world.ben);
    await transferCall(world.as(world.ana), { callId, to: { placeId: world.harbor.id }, card });
    await world.answer(world.ben, callId);
    await world.wait(10);
    await hangUp(world.ben);
    expect([await statusOf(), await statusOf(world.ben)]).toEqual(["wrap_up", "wrap_up"]);
    world.later(60);
    expect(await namesOf()).toEqual(["Ana", "Ben"]);
    expect(await afterCallSeconds()).toBe(60);
  });

  test("once for a person to whom the same call comes back", async () => {
    world.available.push(world.ben);
    await transferCall(world.as(world.ana), { callId, to: { userId: world.ben.id }, card });
    await hangUp();
    world.later(10);
    // Nobody takes it, and Ana, who is rung again, answers before her wrap-up is over.
    await world.wait(15);
    await world.answer(world.ana, callId);
    expect(await statusOf()).toBe("on_call");
    await hangUp();
    world.later(60);
    expect(await namesOf()).toEqual(["Ana", "Ana"]);
    expect(await afterCallSeconds()).toBe(55);
  });
});

describe("what is said about a call", () => {
  beforeEach(() => hangUp());

  test("is in its entry, in the thread and in the list of calls, and saying something else replaces it", async () => {
    expect(await save({ disposition: "answered" })).toMatchObject({ disposition: { label: "Question answered" } });
    await save({ disposition: "order" });
    const { conversationId, seq } = await world.stored(callId);
    const { items: thread } = await getConversation(world.as(world.abe), { conversationId });
    expect(thread.find((one) => one.seq === seq)).toMatchObject({ call: { wrapUps: [{ disposition: ORDER }] } });
    const { rows } = await listCalls(world.as(world.abe), { tab: "all" });
    expect(rows[0]?.item.call.wrapUps).toMatchObject([{ name: "Ana", disposition: ORDER }]);
    await save({ disposition: null });
    expect((await entryOf()).wrapUps).toMatchObject([{ disposition: null }]);
  });

  test("keeps its wording when the setting changes, and what is no longer offered cannot be chosen", async () => {
    await save({ disposition: "order" });
    await set(dispositions.key, [{ key: "order", label: "Sold" }] as never);
    expect((await entryOf()).wrapUps).toMatchObject([{ disposition: ORDER }]);
    await expect(save({ disposition: "answered" })).rejects.toMatchObject({ reason: "dispositionUnknown" });
    const { choices } = await getWrapUp(world.as(world.ana), { wrapUpId: (await wrapUpOf())?.id ?? "" });
    expect(choices).toEqual([{ key: "order", label: "Sold" }]);
  });

  test("may be said after the time is up", async () => {
    const wrapUpId = (await wrapUpOf())?.id ?? "";
    world.later(120);
    expect(await saveWrapUp(world.as(world.ana), { wrapUpId, disposition: "order" })).toMatchObject({
      disposition: ORDER,
    });
    expect(await afterCallSeconds()).toBe(30);
  });

  test("is for its person alone", async () => {
    const wrapUpId = (await wrapUpOf())?.id ?? "";
    for (const other of [world.abe, world.sue]) {
      const found = { code: "not_found" };
      await expect(saveWrapUp(world.as(other), { wrapUpId, isDone: true })).rejects.toMatchObject(found);
      await expect(getWrapUp(world.as(other), { wrapUpId })).rejects.toMatchObject(found);
      expect(await wrapUpOf(other)).toBeUndefined();
    }
  });
});

describe("a note", () => {
  const clientMessageId = uuidv7();
  const notesOf = async () => {
    const { conversationId } = await world.stored(callId);
    const { items: thread } = await getConversation(world.as(world.sue), { conversationId });
    return thread.flatMap((one) => (one.kind === "note" ? [one.body] : []));
  };

  test("is stored in the conversation once, however often it is sent", async () => {
    await hangUp();
    const note = { clientMessageId, body: "Wants it gift-wrapped" };
    await save({ note });
    await save({ note });
    expect(await notesOf()).toEqual(["Wants it gift-wrapped"]);
    await expect(save({ note: { ...note, body: "Something else" } })).rejects.toMatchObject({
      reason: "messageIdUsed",
    });
    await expect(save({ note: { clientMessageId: uuidv7(), body: " \n" } })).rejects.toMatchObject({
      code: "invalid",
    });
  });

  test("is stored, too, when the conversation has gone with the call to another store", async () => {
    world.available.push(world.ben);
    await transferCall(world.as(world.ana), { callId, to: { placeId: world.harbor.id }, card });
    await world.answer(world.ben, callId);
    await save({ note: { clientMessageId, body: "Asked for Ben" }, disposition: "callback", isDone: true });
    expect(await notesOf()).toContain("Asked for Ben");
  });
});

test("a completed consultation hands the call over: the one who hands over wraps up", async () => {
  world.available.push(world.abe);
  await consultOnCall(world.as(world.ana), { callId, to: { userId: world.abe.id } });
  await world.answer(world.abe, callId);
  await completeCallTransfer(world.as(world.ana), { callId });
  expect([await statusOf(), await statusOf(world.abe)]).toEqual(["wrap_up", "on_call"]);
});
