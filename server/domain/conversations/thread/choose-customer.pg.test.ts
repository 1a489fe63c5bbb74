import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCustomer } from "@/db/factories";
import { calls, conversations, sharedIdentities } from "@/db/schema";
import { rowsOf } from "@/db/sql";
import { callWorld } from "@/tests/call-fixture";
import { freshPg } from "@/tests/fresh-pg";
import { until } from "@/tests/until";
import { chooseCustomer } from "./choose-customer";

let server: Awaited<ReturnType<typeof freshPg>>;
beforeAll(async () => {
  server = await freshPg();
});
afterAll(() => server.close());

test("choosing a customer during a call waits for a change of the call, and holds nothing that the change needs", async () => {
  const { db } = await server.open();
  const world = await callWorld(db);
  const callId = await world.visitorCalls();
  await world.answer(world.ana, callId);
  const { conversationId } = await world.stored(callId);
  const { contactKind: kind, contactValue: value } = await world.record(conversationId);
  const { id: customerId } = await makeCustomer(db, { name: "Mia Abel" });
  await db.insert(sharedIdentities).values({ kind, value, customerId, source: "till" });
  const isWaiting = async () => {
    const [waits] = await rowsOf(
      db,
      sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%calls%'`,
    );
    if (!waits) throw new Error("nobody waits yet");
  };
  let choosing: Promise<unknown> | undefined;
  await db.transaction(async (change) => {
    await change.select().from(calls).where(eq(calls.id, callId)).for("update");
    choosing = chooseCustomer(world.as(world.ana), { conversationId, customerId });
    await until(isWaiting, 10_000);
    const free = change.select().from(conversations).where(eq(conversations.id, conversationId));
    await expect(free.for("no key update", { noWait: true })).resolves.toHaveLength(1);
  });
  await choosing;
  expect((await world.stored(callId)).customerId).toBe(customerId);
});
