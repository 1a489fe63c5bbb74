import { sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { rowsOf } from "@/db/sql";
import type { CloudEvent } from "@/server/contract/commerce";
import type { Ctx } from "@/server/domain/context";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { freshDb } from "@/tests/db";
import { ingestEvents } from "./ingest-events";
import { ordersOfCustomer } from "./order-views";
import { replayParked } from "./replay-parked";
import { searchStock } from "./stock";

const NOW = new Date("2026-11-22T12:00:00Z");
let db: Db;
let ctx: Ctx;
let made = 0;

const event = (type: string, data: unknown, sequence: number, id = `e${made++}`): CloudEvent => ({
  specversion: "1.0",
  id,
  source: "till/1",
  type: `retail.${type}.v1`,
  time: new Date(Date.UTC(2026, 10, 22, 10, 0, sequence)).toISOString(),
  sequence,
  data,
});
const place = (code: string) => event("place.changed", { code, kind: "store", name: `Store ${code}` }, 1);
const sku = (code: string, sequence = 1, title = `Boots ${code}`) => event("sku.changed", { code, title }, sequence);
const level = (skuCode: string, at: string, onHand: number, sequence: number) =>
  event("stock.level.changed", { sku: skuCode, place: at, onHand }, sequence);
const customer = (id: string, phones: string[], sequence = 1, name = `Customer ${id}`) =>
  event(
    "customer.changed",
    { id, name, phones, loyalty: { program: "club", memberNo: id, points: sequence } },
    sequence,
  );
const order = (id: string, customerId: string | null, status: string, sequence: number) =>
  event(
    "order.changed",
    {
      id,
      number: id,
      customer: customerId,
      status,
      placedAt: "2026-11-20T10:00:00Z",
      totalMinor: 100 * sequence,
      currency: "USD",
      lines: [{ id: "1", sku: "S1", title: "Boots", ordered: sequence }],
      fulfilments: [{ id: "f", place: "101", method: "pickup", status: "open" }],
    },
    sequence,
  );
const outcomes = async (...events: CloudEvent[]) => (await ingestEvents(ctx, "oms", events)).map((r) => r.outcome);

/** All visible data that ingest writes, without our own ids. */
async function state(): Promise<string> {
  const parts = await Promise.all([
    rowsOf(db, sql`select code, name, sequence from places order by 1`),
    rowsOf(db, sql`select code, title, sequence, source_time from skus order by 1`),
    rowsOf(
      db,
      sql`select s.code, p.code as at, on_hand, l.sequence, l.observed_at from stock_levels l
          join skus s on s.id = sku_id join places p on p.id = place_id order by 1, 2`,
    ),
    rowsOf(db, sql`select source_id, name, sequence from customers order by 1`),
    rowsOf(
      db,
      sql`select kind, value, c.source_id from customer_identities i join customers c on c.id = customer_id order by 1, 2`,
    ),
    rowsOf(db, sql`select program, member_no, points from loyalty_accounts order by 1, 2`),
    rowsOf(
      db,
      sql`select o.source_id, o.status, o.total_minor, c.source_id as customer, l.ordered, f.status as fulfilment
          from orders o left join customers c on c.id = customer_id join order_lines l on l.order_id = o.id
          left join fulfilments f on f.order_id = o.id order by 1`,
    ),
  ]);
  return JSON.stringify(parts);
}

async function replayAll(): Promise<void> {
  for (let round = 0; round < 20; round++) {
    const jobs = await rowsOf<{ key: string }>(
      db,
      sql`delete from jobs where name = 'replay-parked' returning payload->>'key' as key`,
    );
    if (jobs.length === 0) return;
    for (const { key } of jobs) await replayParked(ctx, { key });
  }
}

beforeEach(async () => {
  ({ db } = await freshDb());
  ctx = createCtx({ db, actor: { kind: "system", id: null, name: "ingest" }, now: () => NOW });
});

describe("the guard", () => {
  test("an older sequence is stale, whatever order it arrives in, and a known id changes nothing", async () => {
    await outcomes(place("101"), sku("S1"));
    const newer = level("S1", "101", 3, 9);
    expect(await outcomes(newer)).toEqual(["applied"]);
    expect(await outcomes(level("S1", "101", 7, 8))).toEqual(["stale"]);
    expect(await outcomes(newer)).toEqual(["duplicate"]);
    const [found] = await searchStock(ctx, { query: "s1" });
    expect(found?.levels[0]).toMatchObject({ onHand: 3, available: 3, source: "oms" });
  });

  test("values may be negative and are never clamped", async () => {
    await outcomes(place("101"), sku("S1"), level("S1", "101", -2, 1));
    const [found] = await searchStock(ctx, { query: "boots" });
    expect(found?.levels[0]?.available).toBe(-2);
  });

  test("shuffled and repeated events converge to the same state", async () => {
    const script = [
      place("101"),
      place("102"),
      sku("S1"),
      sku("S1", 2, "Boots, renamed"),
      sku("S2"),
      ...[1, 2, 3, 4].map((n) => level("S1", "101", n * 10, n)),
      ...[1, 2].map((n) => level("S2", "102", n, n)),
      customer("C1", ["+1 415 555 0101"]),
      customer("C1", ["(415) 555-0102", "+14155550103"], 2),
      customer("C2", ["4155550104"]),
      order("O1", "C1", "processing", 1),
      order("O1", "C1", "in_transit", 2),
      order("O1", "C2", "delivered", 3),
      order("O2", null, "processing", 1),
    ];
    await ingestEvents(ctx, "oms", script);
    await replayAll();
    const expected = await state();
    const shuffled = fc.shuffledSubarray([...script, ...script], { minLength: script.length * 2 });
    await fc.assert(
      fc.asyncProperty(shuffled, fc.integer({ min: 1, max: 9 }), async (events, size) => {
        await freshDb();
        for (let at = 0; at < events.length; at += size) await ingestEvents(ctx, "oms", events.slice(at, at + size));
        await replayAll();
        expect(await state()).toBe(expected);
      }),
      { numRuns: 25, seed: 20261122 },
    );
  });
});

describe("parking", () => {
  test("a level of an unknown SKU waits with its reason and is applied once the SKU exists", async () => {
    await outcomes(place("101"));
    const [result] = await ingestEvents(ctx, "oms", [level("S9", "101", 4, 1)]);
    expect(result).toMatchObject({ outcome: "parked", reason: "waits for sku S9" });
    expect(await outcomes(sku("S9"))).toEqual(["applied"]);
    await replayAll();
    const [found] = await searchStock(ctx, { query: "S9" });
    expect(found?.levels[0]?.onHand).toBe(4);
  });

  test("an event that waits for two things is parked again for the second", async () => {
    await outcomes(order("O1", "C1", "processing", 1));
    await outcomes(customer("C1", []));
    await replayAll();
    expect(await rowsOf(db, sql`select waits_for from inbox_events where state = 'parked'`)).toEqual([
      { waits_for: "place:101" },
    ]);
    await outcomes(place("101"));
    await replayAll();
    expect(await rowsOf(db, sql`select status from orders`)).toEqual([{ status: "processing" }]);
  });
});

describe("a parked event that can never be applied", () => {
  test.each([
    ["that is no event", sql`'{}'::jsonb`],
    ["that holds a value the database refuses", sql`jsonb_set(payload, '{data,onHand}', '99999999999')`],
    ["that was parked without its data", sql`payload - 'data'`],
  ])("%s is set aside, and what waits with it is applied", async (_, payload) => {
    await outcomes(
      place("101"),
      level("S9", "101", 4, 1),
      event("stock.level.changed", { sku: "S9", place: "101", onHand: 5 }, 2),
    );
    await db.execute(sql`update inbox_events set payload = ${payload} where payload ->> 'sequence' = '2'`);
    await outcomes(sku("S9"));
    await replayAll();
    expect(await rowsOf(db, sql`select state, waits_for from inbox_events where state in ('dead', 'parked')`)).toEqual([
      { state: "dead", waits_for: null },
    ]);
    expect((await searchStock(ctx, { query: "S9" }))[0]?.levels[0]?.onHand).toBe(4);
  });
});

describe("one bad event fails alone", () => {
  test("unknown type, bad data, unusable text, no order, bad check digit", async () => {
    const results = await ingestEvents(ctx, "oms", [
      event("weather.changed", {}, 1),
      level("S1", "101", 1.5, 1),
      sku("S\u0000", 1),
      { ...sku("S1"), sequence: undefined, time: undefined },
      event("sku.changed", { code: "S3", title: "x", gtin: "02900000000011" }, 1),
      { ...sku("S4"), sequence: "999999999999999999" },
      sku("S5"),
    ]);
    expect(results.map((r) => r.outcome)).toEqual([...Array(6).fill("invalid"), "applied"]);
    expect(results[1]?.reason).toMatch(/^data\.onHand/);
  });

  test.each([
    ["order.changed", { currency: "U$D" }, "data.currency: is not a currency code of ISO 4217"],
    ["order.changed", { currency: "XQQ" }, "data.currency: is not a currency code of ISO 4217"],
    ["order.changed", { currency: "" }, "data.currency: is not a currency code of ISO 4217"],
    ["sku.changed", { currency: "dollar" }, "data.currency: is not a currency code of ISO 4217"],
    ["place.changed", { timeZone: "Mars/Olympus" }, "data.timeZone: is not an IANA time zone"],
  ])("what no screen could format is refused with its field: %s %o", async (type, odd, reason) => {
    const fine = [order("O1", null, "processing", 1), sku("S1"), place("101")];
    const base = fine.find((one) => one.type === `retail.${type}.v1`)?.data as object;
    const [refused] = await ingestEvents(ctx, "oms", [event(type, { ...base, ...odd }, 1)]);
    expect(refused).toMatchObject({ outcome: "invalid", reason });
  });

  test("a currency code in lower case is accepted", async () => {
    await outcomes(place("101"));
    const small = order("O1", null, "processing", 1);
    expect(await outcomes({ ...small, data: { ...(small.data as object), currency: "kwd" } })).toEqual(["applied"]);
    expect(await rowsOf(db, sql`select currency from orders`)).toEqual([{ currency: "KWD" }]);
  });

  test("a value that only the database refuses does not affect other events", async () => {
    const bad = { ...order("O1", null, "processing", 1) };
    (bad.data as { placedAt: string }).placedAt = "0000-01-01T00:00:00Z";
    await outcomes(place("101"));
    expect(await outcomes(bad, order("O2", null, "processing", 1))).toEqual(["invalid", "applied"]);
  });
});

describe("customers", () => {
  test("four spellings of a number are one person, and a customer first seen by text is the same person", async () => {
    const id = "0192f0a0-0000-7000-8000-000000000001";
    await db.execute(sql`insert into customers (id, name, source) values (${id}, '+1 415 555 0123', 'twilio-sms')`);
    await db.execute(
      sql`insert into customer_identities (kind, value, customer_id, source) values ('phone', '+14155550123', ${id}, 'twilio-sms')`,
    );
    const spellings = ["+1 (415) 555-0123", "415-555-0123", "1 415 555 0123", "tel:+14155550123"];
    await outcomes(customer("C7", spellings, 1, "Mara Quinn"));
    expect(await rowsOf(db, sql`select id, name from customers`)).toEqual([{ id, name: "Mara Quinn" }]);
    const phones = await rowsOf(db, sql`select value from customer_identities where kind = 'phone'`);
    expect(phones).toEqual([{ value: "+14155550123" }]);
  });

  test("two customers of one source never become one person", async () => {
    await outcomes(customer("C1", ["+14155550123"]), customer("C2", ["+14155550123"]));
    expect(await rowsOf(db, sql`select name from customers order by 1`)).toHaveLength(2);
  });
});

test("changes are published as one event per SKU, order and customer", async () => {
  await outcomes(place("101"), place("102"), sku("S1"), customer("C1", []));
  await db.execute(sql`delete from events`);
  await outcomes(level("S1", "101", 1, 1), level("S1", "102", 1, 1), order("O1", "C1", "processing", 1));
  const published = await rowsOf<{ type: string }>(db, sql`select type from events order by id`);
  expect(published.map((row) => row.type)).toEqual(["stock.changed", "order.changed"]);
  const [found] = await rowsOf<{ id: string }>(db, sql`select id from customers`);
  const [view] = await ordersOfCustomer(db, found?.id as string);
  expect(view).toMatchObject({ number: "O1", lines: [{ skuCode: "S1" }], fulfilments: [{ placeName: "Store 101" }] });
});
