import { eq, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { endpoints, events, items, sendHolds } from "@/db/schema";
import { checkHolds, overdueHolds } from "@/server/domain/consent/send-holds";
import { storeOptOut } from "@/server/domain/consent/store-opt-out";
import { overdueDeliveries } from "@/server/domain/conversations/delivery/overdue-deliveries";
import { reconcile } from "@/server/domain/conversations/reconciliation/reconcile";
import { log } from "@/server/lib/log";
import { measureSendHolds, metrics } from "@/server/lib/metrics";
import { freshDb } from "@/tests/db";
import { listed, says } from "@/tests/fake-twilio";
import { jobContext } from "@/tests/job-context";
import { ANA, makeWorld, STORES, type World } from "@/tests/opt-out-stories";

const BEN = "+12065550198";
let world: World;
beforeEach(async () => {
  const { db } = await freshDb();
  world = await makeWorld({ sending: db, receiving: db });
  measureSendHolds(() => overdueHolds({ db }));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.twilio.close();
});

const tomorrow = () => new Date(Date.now() + 86_400_000);
const db = () => world.sending;
/** A STOP of Ana's that was received and could not be stored. */
async function failedStop(error: Error = Object.assign(new Error("locked"), { code: "55P03" })): Promise<void> {
  const store = () => Promise.reject(error);
  const failing = storeOptOut(db(), [{ kind: "phone", value: ANA }], { key: "SM0STOP", store });
  await expect(failing).rejects.toBe(error);
}
const age = (interval: string) => db().execute(sql`update send_holds set created_at = now() - ${interval}::interval`);
const gauge = async (name: string) => Number(new RegExp(`^${name} (.+)$`, "m").exec(await metrics.metrics())?.[1]);

test("reconciliation stores a STOP that could not be stored, and ends its hold", async () => {
  const conversationId = await world.text(0, ANA, "hi");
  const message = await world.reply(conversationId);
  await failedStop();
  await world.deliver(conversationId);
  expect(await world.statusOf(message)).toBe("queued");
  const stop = listed({ sid: "SM0STOP", at: new Date(Date.now() - 60_000), body: "STOP", from: ANA, to: STORES[0] });
  world.twilio.next.push((_, res) => says(res, 200, { messages: [stop], next_page_uri: null }));
  await reconcile(jobContext(world.ctx), 0);
  expect([await world.isRevoked(ANA), await world.holds()]).toEqual([true, []]);
  await world.deliver(conversationId);
  expect(await world.statusOf(message)).toBe("failed");
});

test("a STOP that fails repeatedly keeps a single hold", async () => {
  for (let n = 0; n < 3; n++) await failedStop();
  expect(await world.holds()).toHaveLength(1);
});

test("a STOP that is finally refused, such as one to an unassigned number, leaves no hold", async () => {
  const arriving = world.arrives(0, "not a number", "STOP");
  await expect(arriving).rejects.toMatchObject({ code: "invalid" });
  await db().delete(endpoints).where(eq(endpoints.address, STORES[1]));
  await expect(world.arrives(1, ANA, "STOP")).rejects.toMatchObject({ code: "not_found" });
  expect(await world.holds()).toEqual([]);
});

test("the operator sees an opt-out that waits to be stored until it is stored, and one that never was", async () => {
  const error = vi.spyOn(log, "error");
  await failedStop();
  await checkHolds(world.ctx);
  expect(await gauge("storeline_send_holds")).toBe(0);
  await age("3 hours");
  await checkHolds(world.ctx);
  expect([await gauge("storeline_send_holds"), await gauge("storeline_send_holds_oldest_seconds")]).toEqual([
    1, 10_800,
  ]);
  expect(error).toHaveBeenLastCalledWith(
    { alert: "opt_out_not_stored", count: 1, oldestSeconds: 10_800 },
    expect.any(String),
  );
  const [hold] = await world.holds();
  expect(Number(hold?.until) - Date.now()).toBeGreaterThan(23 * 3_600_000);
  await db().execute(sql`update send_holds set until = now() - interval '1 second'`);
  await checkHolds(world.ctx);
  expect(error).toHaveBeenLastCalledWith({ alert: "opt_out_lost", holdId: hold?.id }, expect.any(String));
  expect([await world.holds(), await gauge("storeline_send_holds")]).toEqual([[], 0]);
  expect(JSON.stringify(error.mock.calls)).not.toContain(ANA);
});

test("a lasting hold delays only messages to its number, and does not use up the limit of the sweep", async () => {
  const conversationId = await world.text(0, ANA, "hi");
  const [held, other] = [await world.reply(conversationId), await world.reply(conversationId)];
  await db().update(items).set({ contactValue: BEN }).where(eq(items.id, other));
  await failedStop();
  await age("2 minutes");
  await world.deliver(conversationId);
  expect([await world.statusOf(held), await world.statusOf(other)]).toEqual(["queued", "sent"]);
  const later = { ...world.ctx, now: () => new Date(Date.now() + 600_000) };
  expect(await overdueDeliveries(later)).toEqual([]);
  await db().delete(sendHolds);
  expect(await overdueDeliveries(later)).toEqual([conversationId]);
});

test("a held text shows the reason, published once, until it is refused or sent", async () => {
  const held = async (id: string) => {
    const [item] = await db().select().from(items).where(eq(items.id, id));
    return [item?.deliveryStatus, item?.deliveryError];
  };
  const shown = async (seq: number) => {
    const rows = await db().select().from(events).where(eq(events.type, "message.updated"));
    return rows.filter(({ payload }) => (payload as { seqs: number[] }).seqs.includes(seq)).length;
  };
  const conversationId = await world.text(0, ANA, "hi");
  const message = await world.reply(conversationId);
  const seq = (await db().select().from(items).where(eq(items.id, message)))[0]!.seq;
  await failedStop();
  for (const since of ["1 second", "2 minutes"]) {
    await age(since);
    await world.deliver(conversationId);
    expect(await held(message)).toEqual(["queued", "optOutHold"]);
    expect(await shown(seq)).toBe(1);
  }
  await world.stop(ANA);
  await world.deliver(conversationId);
  expect(await held(message)).toEqual(["failed", "optedOut"]);

  const other = await world.text(0, BEN, "hi");
  const sent = await world.reply(other);
  await db().insert(sendHolds).values({ id: uuidv7(), identityKind: "phone", identityValue: BEN, until: tomorrow() });
  await world.deliver(other);
  expect(await held(sent)).toEqual(["queued", "optOutHold"]);
  await db().delete(sendHolds);
  await world.deliver(other);
  expect(await held(sent)).toEqual(["sent", null]);
});

test("a message from a removed number fails, and the next one is sent", async () => {
  const conversationId = await world.text(0, ANA, "hi");
  const [first, second] = [await world.reply(conversationId), await world.reply(conversationId)];
  await db().update(items).set({ endpointId: conversationId }).where(eq(items.id, first));
  await world.deliver(conversationId);
  expect([await world.statusOf(first), await world.statusOf(second)]).toEqual(["failed", "sent"]);
});
