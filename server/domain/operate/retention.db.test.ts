import { getTableName, is, sql } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { makeUser } from "@/db/factories";
import * as schema from "@/db/schema";
import { consentEvents, events, inboxEvents, items, offers, rateLimits, sessions, undoRecords } from "@/db/schema";
import { rowsOf } from "@/db/sql";
import { env } from "@/server/lib/env";
import { freshDb } from "@/tests/db";
import { makeStore } from "@/tests/inbound";
import { ingestEvents } from "../commerce/ingest-events";
import { RETENTION_SETTINGS } from "../retention";
import { purge } from "./purge";
import { RETENTION } from "./retention";

let db: Db;
let store: Awaited<ReturnType<typeof makeStore>>;
beforeEach(async () => {
  ({ db } = await freshDb());
  // The database uses its own clock for timestamps.
  store = await makeStore(db, new Date());
});
const ago = (days: number) => new Date(store.ctx.now().getTime() - days * 86_400_000);
const laterByDays = (days: number) => store.later(days * 24 * 60);
const key = (
  eventId: string,
  kind: string,
  days: number,
  state: "applied" | "stale" | "parked" | "dead" = "applied",
) => ({
  connection: "c",
  eventId,
  kind,
  state,
  payload: state === "parked" ? { some: "thing" } : null,
  waitsFor: state === "parked" ? "sku:1" : null,
  receivedAt: ago(days),
});
const keys = async () =>
  (await db.select().from(inboxEvents).orderBy(inboxEvents.eventId)).map(({ eventId }) => eventId);

test("every table has a retention rule or a reason to be kept, and every rule has a table", () => {
  const tables = Object.values(schema).flatMap((one) => (is(one, PgTable) ? [getTableName(one)] : []));
  expect(Object.keys(RETENTION).sort()).toEqual(tables.sort());
  for (const [name, rule] of Object.entries(RETENTION))
    if (!("drop" in rule)) expect(Object.values(rule)[0]?.length, name).toBeGreaterThan(5);
});

test("every setting of retention has a default, and is used by a rule", async () => {
  const used = new Set<string>();
  const get = (target: ReturnType<typeof env>, name: string | symbol) => {
    used.add(String(name));
    return Reflect.get(target, name);
  };
  const settings = new Proxy(env(), { get });
  await purge(store.ctx, { settings });
  expect([...used].sort()).toEqual([...RETENTION_SETTINGS].sort());
});

describe("the ids of received messages and facts", () => {
  test("are deleted after two weeks for facts and ninety days for messages and reports; parked facts stay", async () => {
    const fact = "retail.stock.level.changed.v1";
    await db
      .insert(inboxEvents)
      .values([
        key("fact new", fact, 13, "stale"),
        key("fact old", fact, 15, "stale"),
        key("fact dead", fact, 15, "dead"),
        key("fact parked", fact, 6, "parked"),
        key("message new", "message", 89),
        key("message old", "message", 91),
        key("report old", "status", 91, "stale"),
      ]);
    await purge(store.ctx);
    expect(await keys()).toEqual(["fact new", "fact parked", "message new"]);
  });

  test("of messages are kept longer than a provider repeats them, so a message is never stored twice", async () => {
    const message = { externalId: "SM1" };
    await store.text("+14155550100", "Hello", message);
    for (const days of [1, 30, 58]) {
      laterByDays(days);
      await purge(store.ctx);
      await store.text("+14155550100", "Hello", message).catch(() => {});
      expect(await db.select().from(items)).toHaveLength(1);
    }
  });

  test("of facts may be deleted, because a later repetition changes nothing either", async () => {
    const said = (type: string, data: object, sequence: number) => ({
      specversion: "1.0" as const,
      id: `${type}${sequence}`,
      source: "till",
      type: `retail.${type}.v1`,
      sequence,
      data,
    });
    const level = (onHand: number, n: number) => said("stock.level.changed", { sku: "S1", place: "101", onHand }, n);
    await ingestEvents(store.ctx, "pos", [
      said("place.changed", { code: "101", kind: "store", name: "Harbor" }, 1),
      said("sku.changed", { code: "S1", title: "Boots" }, 1),
      level(5, 1),
      level(2, 2),
    ]);
    laterByDays(15);
    await purge(store.ctx);
    expect(await keys()).toEqual([]);
    expect(await ingestEvents(store.ctx, "pos", [level(5, 1)])).toMatchObject([{ outcome: "stale" }]);
    expect(await rowsOf(db, sql`select on_hand from stock_levels`)).toEqual([{ on_hand: 2 }]);
  });
});

test("one pass deletes a limited number of rows of each table, oldest first, and later passes the rest", async () => {
  await db.insert(inboxEvents).values([1, 2, 3, 4, 5].map((n) => key(`m${n}`, "message", 100 - n)));
  await db.insert(events).values(Array.from({ length: 5 }, () => ({ type: "stock.changed", payload: {}, at: ago(8) })));
  const left = async () => [(await keys()).join(" "), (await db.select().from(events)).length];
  await purge(store.ctx, { atOnce: 2 });
  expect(await left()).toEqual(["m3 m4 m5", 3]);
  await purge(store.ctx, { atOnce: 2 });
  await purge(store.ctx, { atOnce: 2 });
  expect(await left()).toEqual(["", 0]);
});

test("sessions, limits, undo records and answered transfers are deleted when they expire, and not before", async () => {
  const { conversationId } = await store.text("+14155550100", "Hello");
  const { user } = await makeUser(db);
  const session = (days: number) => ({ id: uuidv7(), userId: user.id, expiresAt: ago(days) });
  await db.delete(sessions);
  await db.insert(sessions).values([session(31), session(29)]);
  await db.insert(rateLimits).values([2, 0].map((days) => ({ key: `k${days}`, points: 1, expire: ago(days) })));
  const from = { fromPlaceId: store.place.id, byUserId: user.id, conversationId, afterVersion: 1 };
  await db.insert(undoRecords).values([8, 6].map((days) => ({ ...from, undoId: uuidv7(), at: ago(days) })));
  const card = { need: "", facts: "", promises: "", consent: "" };
  const offer = (days: number, state: "accepted" | "pending") => ({
    id: uuidv7(),
    conversationId,
    fromUserId: user.id,
    fromPlaceId: store.place.id,
    card,
    state,
    expiresAt: ago(days),
    createdAt: ago(days),
  });
  await db.insert(offers).values([offer(366, "accepted"), offer(364, "accepted"), offer(366, "pending")]);
  await purge(store.ctx);
  const count = async (table: typeof sessions | typeof rateLimits | typeof undoRecords | typeof offers) =>
    (await db.select().from(table)).length;
  expect([await count(sessions), await count(rateLimits), await count(undoRecords), await count(offers)]).toEqual([
    1, 1, 1, 2,
  ]);
});

test("conversations and the consent ledger are never deleted, however old", async () => {
  await store.text("+14155550100", "Hello");
  await store.text("+14155550100", "STOP");
  laterByDays(36_000);
  await purge(store.ctx);
  expect(await db.select().from(items)).not.toHaveLength(0);
  expect(await db.select().from(consentEvents)).toHaveLength(1);
});
