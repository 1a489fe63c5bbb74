import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { sendMessage } from "@/server/domain/conversations/sending/send-message";
import { reopenConversation } from "@/server/domain/conversations/status/reopen-conversation";
import { resolveConversation } from "@/server/domain/conversations/status/resolve-conversation";
import { snoozeConversation } from "@/server/domain/conversations/status/snooze-conversation";
import { undoChange } from "@/server/domain/conversations/status/undo-change";
import { type CallWorld, callWorld } from "@/tests/call-fixture";
import { recordDelivery } from "../conversations/delivery/record-delivery";
import { callWork } from "./call-work";
import { hangUpCall, hangUpForCustomer } from "./hang-up-call";
import { listCalls } from "./list-calls";

let world: CallWorld;
let visitor: string;
let conversationId: string;
/** A customer has called twice, and nobody answered. */
beforeEach(async () => {
  world = await callWorld();
  visitor = uuidv7();
  await misses();
  conversationId = await misses();
});

async function misses(): Promise<string> {
  const callId = await world.visitorCalls(visitor);
  world.later(10);
  await hangUpForCustomer(world.system(), { callId });
  world.later(1);
  return (await world.stored(callId)).conversationId;
}
const waiting = async () => (await callWork(world.as(world.ana))).missed;
const listed = async () => (await listCalls(world.as(world.ana), { tab: "missed" })).rows;
const reply = () =>
  sendMessage(world.as(world.ana), {
    conversationId,
    clientMessageId: uuidv7(),
    body: "Sorry we missed you",
    seenSeq: 99,
  });

test("missed calls are work for whoever may read the conversation, and the customer is counted once", async () => {
  expect(await waiting()).toEqual([conversationId]);
  expect((await callWork(world.as(world.sue))).missed).toEqual([conversationId]);
  expect((await callWork(world.as(world.ben))).missed).toEqual([]);
  // Both calls, at the head of the list and among the newest.
  expect((await listed()).map(({ conversation, item }) => [conversation.id, item.call.outcome])).toEqual(
    Array(4).fill([conversationId, "missed"]),
  );
});

describe("all missed calls of a conversation are cleared together", () => {
  test("by a reply", async () => {
    await reply();
    expect(await waiting()).toEqual([]);
    expect((await listed()).map(({ conversation }) => conversation.missedCallAt)).toEqual([null, null]);
  });

  test("by a call that somebody answers", async () => {
    const callId = await world.visitorCalls(visitor);
    expect(await waiting()).toEqual([conversationId]);
    await world.answer(world.ana, callId);
    expect(await waiting()).toEqual([]);
    await hangUpCall(world.as(world.ana), { callId });
    expect(await waiting()).toEqual([]);
  });

  test("by resolving, until that is undone", async () => {
    const undoId = uuidv7();
    await resolveConversation(world.as(world.ana), { conversationId, undoId });
    expect(await waiting()).toEqual([]);
    await undoChange(world.as(world.ana), { undoId });
    expect(await waiting()).toEqual([conversationId]);
  });

  test("by resolving, until staff reopen the conversation", async () => {
    await resolveConversation(world.as(world.ana), { conversationId });
    await reopenConversation(world.as(world.ana), { conversationId });
    expect(await waiting()).toEqual([conversationId]);
  });

  test("while the conversation is snoozed", async () => {
    const until = new Date(world.now().getTime() + 3_600_000).toISOString();
    await snoozeConversation(world.as(world.ana), { conversationId, until });
    expect(await waiting()).toEqual([]);
    await misses();
    expect(await waiting()).toEqual([conversationId]);
  });
});

describe("missed calls stay", () => {
  test("after another call that nobody answers", async () => {
    await misses();
    expect(await waiting()).toEqual([conversationId]);
    expect((await world.record(conversationId)).waitingSince).toEqual(
      new Date((await listed()).map(({ item }) => item.at).sort()[0] as string),
    );
  });

  test("when the reply to them is not delivered", async () => {
    const sent = await reply();
    const { connectionId } = world.site;
    const failed = { kind: "status", externalId: "x", messageId: sent.id, status: "failed", error: "Gone" } as const;
    await recordDelivery(world.system(), { connectionId }, failed);
    expect(await waiting()).toEqual([conversationId]);
  });
});

test("a customer who gives up waiting for a colleague after being answered is missed, too", async () => {
  const callId = await world.visitorCalls(visitor);
  await world.answer(world.ana, callId);
  expect(await waiting()).toEqual([]);
  await world.wait(40, [world.ana]);
  expect((await world.stored(callId)).state).not.toBe("connected");
  await hangUpForCustomer(world.system(), { callId });
  expect(await waiting()).toEqual([conversationId]);
  expect((await listed())[0]?.item.call.outcome).toBe("answered");
});

test("a text after an answered call waits, without the missed calls of before", async () => {
  const callId = await world.visitorCalls(visitor);
  await world.answer(world.ana, callId);
  await hangUpCall(world.as(world.ana), { callId });
  expect(await waiting()).toEqual([]);
  expect((await world.record(conversationId)).waitingSince).toBeNull();
});
