import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import { callbacks, callLegs, calls, wrapUps } from "@/db/schema";
import { env } from "@/server/lib/env";
import { type CallWorld, callWorld } from "@/tests/call-fixture";
import { getConversation } from "../conversations/thread/get-conversation";
import { purge } from "../operate/purge";
import { cancelCallback, scheduleCallback } from "./callbacks/schedule-callback";
import { hangUpForCustomer } from "./hang-up-call";

const DAY_SECONDS = 86_400;

async function scheduleAndCancel(world: CallWorld, conversationId: string): Promise<void> {
  const callbackId = uuidv7();
  const dueAt = new Date(world.now().getTime() + 60_000).toISOString();
  const callback = { callbackId, conversationId, dueAt, assignee: "place" as const, reason: "" };
  await scheduleCallback(world.as(world.ana), callback);
  await cancelCallback(world.as(world.ana), { callbackId });
}

test("a call that ended long ago is dropped with its legs, its entry stays, and a call that goes on is kept", async () => {
  const world = await callWorld();
  const [ended, live] = [await world.visitorCalls(), await world.visitorCalls()];
  const { conversationId } = await world.stored(ended);
  await hangUpForCustomer(world.system(), { callId: ended });
  await scheduleAndCancel(world, conversationId);
  world.later(env().RETENTION_CALL_DAYS * DAY_SECONDS - 60);
  await purge(world.system(), { settings: env() });
  expect(await world.db.select().from(calls)).toHaveLength(2);
  world.later(120);
  await purge(world.system(), { settings: env() });
  expect((await world.db.select().from(calls)).map(({ id }) => id)).toEqual([live]);
  expect(new Set((await world.db.select().from(callLegs)).map(({ callId }) => callId))).toEqual(new Set([live]));
  expect(await world.db.select().from(callbacks)).toEqual([]);
  const { items } = await getConversation(world.as(world.sue), { conversationId });
  expect(items).toMatchObject([{ kind: "call", call: { outcome: "missed" } }]);
});

test("a call that was wrapped up is dropped with its wrap-up, and its entry keeps the record", async () => {
  const world = await callWorld();
  const callId = await world.visitorCalls();
  const { conversationId } = await world.stored(callId);
  await world.answer(world.ana, callId);
  await hangUpForCustomer(world.system(), { callId });
  world.later(env().RETENTION_CALL_DAYS * DAY_SECONDS + 60);
  await purge(world.system(), { settings: env() });
  expect(await world.db.select().from(wrapUps)).toEqual([]);
  expect(await world.db.select().from(calls)).toEqual([]);
  const { items } = await getConversation(world.as(world.sue), { conversationId });
  expect(items.find(({ kind }) => kind === "call")).toMatchObject({ call: { wrapUps: [{ name: "Ana" }] } });
});
