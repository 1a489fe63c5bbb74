import { expect, test } from "vitest";
import { callLegs, calls } from "@/db/schema";
import { env } from "@/server/lib/env";
import { callWorld } from "@/tests/call-fixture";
import { getConversation } from "../conversations/thread/get-conversation";
import { purge } from "../operate/purge";
import { hangUpForCustomer } from "./hang-up-call";

const DAY_SECONDS = 86_400;

test("a call that ended long ago is dropped with its legs, its entry stays, and a call that goes on is kept", async () => {
  const world = await callWorld();
  const [ended, live] = [await world.visitorCalls(), await world.visitorCalls()];
  const { conversationId } = await world.stored(ended);
  await hangUpForCustomer(world.system(), { callId: ended });
  world.later(env().RETENTION_CALL_DAYS * DAY_SECONDS - 60);
  await purge(world.system(), { settings: env() });
  expect(await world.db.select().from(calls)).toHaveLength(2);
  world.later(120);
  await purge(world.system(), { settings: env() });
  expect((await world.db.select().from(calls)).map(({ id }) => id)).toEqual([live]);
  expect(new Set((await world.db.select().from(callLegs)).map(({ callId }) => callId))).toEqual(new Set([live]));
  const { items } = await getConversation(world.as(world.sue), { conversationId });
  expect(items).toMatchObject([{ kind: "call", call: { outcome: "missed" } }]);
});
