import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { conversations, items } from "@/db/schema";
import { type CallOutWorld, callOutWorld } from "@/tests/call-out-fixture";
import { resolveConversation } from "../conversations/status/resolve-conversation";
import { consultOnCall } from "./consult-on-call";
import { hangUpCall, hangUpForCustomer } from "./hang-up-call";
import { holdCall } from "./hold-call";
import { myCalls } from "./live-call";
import { answerForCustomer, giveUpOnCustomer } from "./ring-customer";

let world: CallOutWorld;
beforeEach(async () => {
  world = await callOutWorld();
});

const entryOf = async (callId: string) => {
  const { itemId } = await world.stored(callId);
  return (await world.db.select().from(items).where(eq(items.id, itemId)))[0]!;
};
const outcomeOf = async (callId: string) => (await entryOf(callId)).detail?.outcome;
const callsUs = () => world.record(world.conversationId);

describe("a call to a customer", () => {
  test("has its caller on the line at once, and rings at the customer", async () => {
    const callId = await world.callsOut(world.ana);
    expect(await world.sides(callId)).toEqual(["customer ringing", "Ana up"]);
    const call = await world.stored(callId);
    expect(call).toMatchObject({ direction: "out", state: "ringing", provider: "web", holderId: world.ana.id });
    expect(call).toMatchObject({ endpointId: world.number.id, contactValue: world.phone, placeId: world.pine.id });
    expect((await entryOf(callId)).detail).toMatchObject({ direction: "out", phases: [{ phase: "ringing" }] });
    expect(await myCalls(world.as(world.ana))).toMatchObject([{ id: callId, holderId: world.ana.id }]);
  });

  test("makes the conversation the caller's, whoever's it was, and open", async () => {
    await resolveConversation(world.as(world.abe), { conversationId: world.conversationId, undoId: uuidv7() });
    const callId = await world.callsOut(world.ana);
    expect(await callsUs()).toMatchObject({ status: "open", assigneeId: world.ana.id });
    const lines = await world.lines(world.conversationId);
    expect(lines.map(({ type }) => type)).toEqual(["resolved", "reopened", "assigned"]);
    await hangUpCall(world.as(world.ana), { callId });
    expect(await callsUs()).toMatchObject({ status: "open", assigneeId: world.ana.id, preview: "out.canceled" });
  });

  test("is answered by the customer, and then goes on as any other", async () => {
    const callId = await world.callsOut(world.ana);
    world.later(4);
    await answerForCustomer(world.system(), { callId });
    await answerForCustomer(world.system(), { callId });
    expect(await world.stored(callId)).toMatchObject({ state: "connected", ringUntil: null });
    await holdCall(world.as(world.ana), { callId, held: true });
    await hangUpForCustomer(world.system(), { callId });
    expect(await outcomeOf(callId)).toBe("answered");
    const phases = (await entryOf(callId)).detail?.phases.map(({ phase }) => phase);
    expect(phases).toEqual(["ringing", "connected", "on_hold", "ended"]);
  });

  test("that is answered ends the customer's wait, and one that is not does not", async () => {
    const since = new Date(0);
    await world.db.update(conversations).set({ waitingSince: since }).where(eq(conversations.id, world.conversationId));
    const first = await world.callsOut(world.ana);
    await giveUpOnCustomer(world.system(), { callId: first, as: "declined" });
    expect((await callsUs()).waitingSince).toEqual(since);
    const second = await world.callsOut(world.ana);
    await answerForCustomer(world.system(), { callId: second });
    expect((await callsUs()).waitingSince).toBeNull();
  });

  test.each([
    ["declined", "declined"],
    ["busy", "busy"],
    ["failed", "failed"],
    ["no_answer", "missed"],
  ] as const)("that is not reached (%s) ends as %s, and its caller learns why", async (as, outcome) => {
    const callId = await world.callsOut(world.ana);
    await giveUpOnCustomer(world.system(), { callId, as });
    expect(await world.sides(callId)).toEqual([`customer ${as}`, `Ana ${as}`]);
    expect(await outcomeOf(callId)).toBe(outcome);
    expect((await callsUs()).waitingSince).toBeNull();
  });

  test("rings for as long as the settings say, and then was not answered", async () => {
    const callId = await world.callsOut(world.ana);
    await world.wait(35);
    expect((await world.stored(callId)).state).toBe("ringing");
    await world.wait(10);
    expect(await outcomeOf(callId)).toBe("missed");
  });

  test("is canceled by its caller, and by a browser of theirs that is lost", async () => {
    const first = await world.callsOut(world.ana);
    await hangUpCall(world.as(world.ana), { callId: first });
    const second = await world.callsOut(world.ana);
    await world.wait(15, [world.ana]);
    expect(await world.sides(second)).toEqual(["customer ringing", "Ana away"]);
    await world.wait(20, [world.ana]);
    expect(await world.sides(second)).toEqual(["customer withdrawn", "Ana lost"]);
    expect([await outcomeOf(first), await outcomeOf(second)]).toEqual(["canceled", "canceled"]);
  });

  test("cannot be held or handed over before it is answered", async () => {
    const callId = await world.callsOut(world.ana);
    const refused = { code: "conflict", reason: "customerRinging" };
    await expect(holdCall(world.as(world.ana), { callId, held: true })).rejects.toMatchObject(refused);
    const to = { userId: world.abe.id };
    await expect(consultOnCall(world.as(world.ana), { callId, to })).rejects.toMatchObject(refused);
  });

  test("placed twice with one id is one call, and a colleague cannot claim the id", async () => {
    const callId = await world.callsOut(world.ana);
    await world.callsOut(world.ana, { callId });
    expect(await world.stored(callId)).toMatchObject({ version: 1 });
    await expect(world.callsOut(world.abe, { callId })).rejects.toMatchObject({ code: "not_found" });
  });

  test("that the customer declines by hanging up was declined", async () => {
    const callId = await world.callsOut(world.ana);
    await hangUpForCustomer(world.system(), { callId });
    expect(await outcomeOf(callId)).toBe("declined");
  });

  test("that is over cannot be answered, and what comes late changes nothing", async () => {
    const callId = await world.callsOut(world.ana);
    await hangUpCall(world.as(world.ana), { callId });
    await expect(answerForCustomer(world.system(), { callId })).rejects.toMatchObject({ reason: "callOver" });
    await giveUpOnCustomer(world.system(), { callId, as: "busy" });
    expect(await outcomeOf(callId)).toBe("canceled");
  });
});
