import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { jobs, sendHolds } from "@/db/schema";
import { receiveInbound } from "@/server/domain/conversations/receiving/receive-inbound";
import { isTransient } from "@/server/lib/db-errors";
import { freshPg } from "@/tests/fresh-pg";
import { inbound } from "@/tests/inbound";
import { ANA, makeWorld, STORES, type World } from "@/tests/opt-out-stories";

const TEXTS = 40;

let world: World;
let server: Awaited<ReturnType<typeof freshPg>>;
let locker: pg.Client;
const opened: Awaited<ReturnType<typeof freshPg>>[] = [];
// One node sends, another receives the STOP: they share nothing but the database.
beforeEach(async () => {
  server = await freshPg();
  opened.push(server);
  const [a, b] = [await server.open(), await server.open()];
  world = await makeWorld({ sending: a.db, receiving: b.db });
  locker = new pg.Client({ connectionString: server.url });
  await locker.connect();
});
afterEach(async () => {
  await locker.end();
  await world.twilio.close();
});
afterAll(() => Promise.all(opened.map((one) => one.close())));

/** The same provider message each time: the first delivery of the webhook, and its retry. */
const stop = () => {
  const { staff, connectionId } = world;
  const message = inbound(STORES[0], ANA, "STOP", { externalId: "SM0STOP" });
  return receiveInbound({ ...staff, actor: world.ctx.actor }, { connectionId, consentKeywords: true }, message);
};
/** Blocks writes to this table until the returned function runs. */
async function lock(table: string): Promise<() => Promise<unknown>> {
  await locker.query(`begin; lock table ${table} in exclusive mode`);
  return () => locker.query("commit");
}
const failsAsTransient = (work: Promise<unknown>) => expect(work.then(() => false, isTransient)).resolves.toBe(true);
const jobsFor = async (db: Db) =>
  (await db.select().from(jobs)).filter(({ name }) => name === "deliver-messages").length;

test.each(["consent_events", "items", "inbox_events"])(
  `no text leaves after a STOP that could not be stored (%s was locked) until its retry is, and none after that`,
  async (table) => {
    const conversations = await Promise.all(
      Array.from({ length: 4 }, (_, n) => world.text(n % 2 === 0 ? 0 : 1, ANA, "hi")),
    );
    const conversationId = conversations[0] as string;
    const replies: string[] = [];
    for (let n = 0; n < TEXTS; n++) replies.push(await world.reply(conversationId));
    const unlock = await lock(table);
    await failsAsTransient(stop());
    await unlock();
    expect(await world.isRevoked(ANA)).toBe(false);
    for (const id of new Set(conversations)) await world.deliver(id);
    expect(world.twilio.asked).toHaveLength(0);
    expect(await world.holds()).toHaveLength(1);
    await stop();
    expect([await world.isRevoked(ANA), await world.holds()]).toEqual([true, []]);
    await world.deliver(conversationId);
    expect(world.twilio.asked).toHaveLength(0);
    expect(new Set(await Promise.all(replies.map((id) => world.statusOf(id))))).toEqual(new Set(["failed"]));
  },
);

test("a hold that could not be written while the database was busy is written as soon as it can be", async () => {
  const conversationId = await world.text(0, ANA, "hi");
  await world.reply(conversationId);
  const unlock = await lock("send_holds, consent_events");
  await failsAsTransient(stop());
  await unlock();
  await expect.poll(() => world.holds(), { timeout: 60_000, interval: 50 }).toHaveLength(1);
  await world.deliver(conversationId);
  expect(world.twilio.asked).toHaveLength(0);
  await stop();
  expect(await world.holds()).toEqual([]);
});

test("a reply while the opt-out is being stored fails with a request to try again", async () => {
  const conversationId = await world.text(0, ANA, "hi");
  const unlock = await lock("items");
  await failsAsTransient(world.reply(conversationId));
  await unlock();
  await expect(world.reply(conversationId)).resolves.toBeTruthy();
});

test("a held text schedules a retry only while its hold is young; a scheduled job retries older ones", async () => {
  const conversationId = await world.text(0, ANA, "hi");
  await world.reply(conversationId);
  const hold = { id: conversationId, identityKind: "phone", identityValue: ANA, key: "SM0" };
  const until = new Date(Date.now() + 3_600_000);
  await world.sending.insert(sendHolds).values({ ...hold, until });
  const before = await jobsFor(world.sending);
  await world.deliver(conversationId);
  expect((await jobsFor(world.sending)) - before).toBe(1);
  await world.sending.execute(sql`update send_holds set created_at = now() - interval '2 minutes'`);
  await world.deliver(conversationId);
  expect((await jobsFor(world.sending)) - before).toBe(1);
});
