import { type SQL, sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { orders } from "@/db/schema";
import { rowsOf } from "@/db/sql";
import type { CloudEvent } from "@/server/contract/commerce";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { freshDb } from "@/tests/db";
import type { Ctx } from "../context";
import { ingestEvents } from "./ingest-events";
import { orderViews } from "./order-views";
import { searchStock } from "./stock";

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);
const minutes = (n: number) => new Date(NOW + n * 60_000).toISOString();
let db: Db;
let ctx: Ctx;
let made = 0;

type Stamp = { sequence?: number; at?: number };
const event = (type: string, data: object, { sequence, at }: Stamp): CloudEvent => ({
  specversion: "1.0",
  id: `e${made++}`,
  source: "till/1",
  type: `retail.${type}.v1`,
  ...(at === undefined ? {} : { time: minutes(at) }),
  ...(sequence === undefined ? {} : { sequence }),
  data,
});
const level = (onHand: number, stamp: Stamp) =>
  event("stock.level.changed", { sku: "S1", place: "101", onHand }, stamp);
const sku = (title: string, stamp: Stamp) => event("sku.changed", { code: "S1", title }, stamp);
const place = (name: string, stamp: Stamp) => event("place.changed", { code: "101", kind: "store", name }, stamp);
const customer = (name: string, stamp: Stamp) =>
  event("customer.changed", { id: "C1", name, phones: ["+14155550101"] }, stamp);
const order = (number: string, stamp: Stamp) =>
  event("order.changed", { ...ORDER, number, lines: [{ ...LINE, title: number }] }, stamp);
const LINE = { id: "1", sku: "S1", ordered: 1 };
const ORDER = { id: "O1", status: "processing", placedAt: minutes(-90), totalMinor: 100, currency: "USD" };

const say = (source: string, ...events: CloudEvent[]) => ingestEvents(ctx, source, events);
const outcomes = async (source: string, ...events: CloudEvent[]) =>
  (await say(source, ...events)).map(({ outcome }) => outcome);
const onHand = async () => (await searchStock(ctx, { query: "S1" }))[0]?.levels.map((one) => one.onHand);

async function known(): Promise<void> {
  ({ db } = await freshDb());
  ctx = createCtx({ db, actor: { kind: "system", id: null, name: "ingest" }, now: () => new Date(NOW) });
  await say("pim", place("Store 101", { sequence: 0, at: -90 }), sku("Boots", { sequence: 0, at: -90 }));
}
beforeEach(known);

/** The visible state, and the state that later events are compared with. */
async function state(): Promise<unknown> {
  const parts: SQL[] = [
    sql`select name, source, sequence from places`,
    sql`select title, source, sequence from skus`,
    sql`select source, on_hand, sequence from stock_levels order by 1`,
    sql`select name, source, sequence from customers order by 1`,
    sql`select o.source, number, sequence, l.title from orders o join order_lines l on l.order_id = o.id order by 1`,
  ];
  const rows = await Promise.all(parts.map((part) => rowsOf(db, part)));
  return { rows, onHand: await onHand() };
}

test.each([
  ["a date stays a date, for it has no zone", "2026-12-03", "2026-12-03"],
  ["midnight in UTC is what sources send for a date", "2026-12-03T00:00:00Z", "2026-12-03"],
  ["a time stays a time", "2026-12-03T00:00:00-08:00", "2026-12-03T08:00:00.000Z"],
])("the day on which a parcel is expected: %s", async (_, eta, shown) => {
  const data = { ...ORDER, number: "1", lines: [], shipments: [{ id: "s", status: "sent", eta }] };
  expect(await outcomes("oms", event("order.changed", data, { sequence: 1 }))).toEqual(["applied"]);
  const [order] = await db.select({ id: orders.id }).from(orders);
  const [view] = await orderViews(db, [order?.id as string]);
  expect(view?.shipments[0]?.eta).toBe(shown);
});

describe("a time ahead of our clock", () => {
  const ahead = { sequence: 1, at: 6 };
  test.each([
    ["place.changed", () => place("Tomorrow", ahead)],
    ["sku.changed", () => sku("Tomorrow", ahead)],
    ["customer.changed", () => customer("Tomorrow", ahead)],
    ["stock.level.changed", () => level(1, ahead)],
    ["order.changed", () => order("Tomorrow", ahead)],
    ["feed.confirmed", () => event("feed.confirmed", { stream: "stock" }, ahead)],
  ])("of more than five minutes refuses the event, whatever its type: %s", async (_, make) => {
    const before = await state();
    expect(await say("oms", make())).toMatchObject([
      { outcome: "invalid", reason: "time: is more than five minutes ahead of our clock" },
    ]);
    expect(await state()).toEqual(before);
  });

  test("of up to five minutes is accepted as a clock that is slightly ahead", async () => {
    expect(await outcomes("oms", level(3, { sequence: 1, at: 5 }))).toEqual(["applied"]);
  });

  test.each([
    ["placedAt", { ...ORDER, placedAt: minutes(6) }],
    [
      "fulfilments.0.readyAt",
      { ...ORDER, fulfilments: [{ id: "f", method: "ship", status: "open", readyAt: minutes(6) }] },
    ],
    ["shipments.0.deliveredAt", { ...ORDER, shipments: [{ id: "s", status: "sent", deliveredAt: minutes(6) }] }],
  ])("in a field that says what has happened refuses the event and names the field: %s", async (field, data) => {
    expect(
      await say("oms", event("order.changed", { number: "1", lines: [], ...data }, { sequence: 1 })),
    ).toMatchObject([{ outcome: "invalid", reason: `data.${field}: is more than five minutes ahead of our clock` }]);
  });

  test("is accepted in a field about the future", async () => {
    const fulfilments = [{ id: "f", method: "pickup", status: "open", dueAt: minutes(600) }];
    const shipments = [{ id: "s", status: "sent", eta: minutes(6000) }];
    const data = { ...ORDER, number: "1", lines: [], fulfilments, shipments };
    expect(await outcomes("oms", event("order.changed", data, { sequence: 1 }))).toEqual(["applied"]);
  });

  test("that an earlier version stored loses to the next event of its source", async () => {
    await say("oms", level(9, { at: -5 }), order("old", { at: -5 }), customer("Old", { at: -5 }));
    await say("oms", sku("Old", { at: -5 }), place("Old", { at: -5 }));
    const far = Date.UTC(2099, 0, 1);
    for (const table of ["stock_levels", "orders", "skus", "places", "customers"])
      await db.execute(
        sql`update ${sql.identifier(table)} set sequence = ${far}, source_time = ${new Date(far).toISOString()}`,
      );
    const now = { at: -1 };
    const all = [level(1, now), order("new", now), customer("New", now), sku("New", now), place("New", now)];
    expect(await outcomes("oms", ...all)).toEqual(Array(5).fill("applied"));
    expect(await onHand()).toEqual([1]);
  });
});

describe("the same sequence and time with other values", () => {
  test("ends at the same values on every node, whatever came first", async () => {
    const stamp = { sequence: 4, at: -3 };
    const pairs = [
      [level(1, stamp), level(2, stamp)],
      [sku("A", stamp), sku("B", stamp)],
      [place("A", stamp), place("B", stamp)],
      [customer("A", stamp), customer("B", stamp)],
      [order("A", stamp), order("B", stamp)],
    ] as [CloudEvent, CloudEvent][];
    for (const [a, b] of pairs) await say("oms", a, b);
    const together = await state();
    for (const swap of [false, true]) {
      await known();
      for (const [a, b] of pairs) for (const one of swap ? [b, a] : [a, b]) await say("oms", one);
      expect(await state()).toEqual(together);
    }
  });

  test("with the same values only renews the age", async () => {
    await say("oms", level(4, { sequence: 4 }));
    const first = (await searchStock(ctx, { query: "S1" }))[0]?.levels[0]?.observedAt;
    ctx = { ...ctx, now: () => new Date(NOW + 120_000) };
    expect(await outcomes("oms", level(4, { sequence: 4 }))).toEqual(["applied"]);
    const [found] = await searchStock(ctx, { query: "S1" });
    expect([first, found?.levels[0]?.observedAt, found?.levels[0]?.onHand]).toEqual([minutes(0), minutes(2), 4]);
  });
});

describe("two sources", () => {
  test("have separate sequences: the stock observed last is shown, and none is lost", async () => {
    await say("wms", level(7, { sequence: 9000, at: -20 }));
    expect(await outcomes("pos", level(3, { sequence: 1, at: -10 }))).toEqual(["applied"]);
    expect(await onHand()).toEqual([3]);
    await say("wms", event("feed.confirmed", { stream: "stock" }, { at: -2 }));
    expect(await onHand()).toEqual([7]);
  });

  test("that report the same order id have two orders: neither overwrites the other", async () => {
    expect(await outcomes("oms", order("OMS-1", { sequence: 900, at: -5 }))).toEqual(["applied"]);
    expect(await outcomes("pos", order("POS-1", { sequence: 1, at: -50 }))).toEqual(["applied"]);
    expect(await outcomes("oms", order("OMS-0", { sequence: 899, at: -6 }))).toEqual(["stale"]);
    const rows = await rowsOf(db, sql`select source, number from orders order by 1`);
    expect(rows).toEqual([
      { source: "oms", number: "OMS-1" },
      { source: "pos", number: "POS-1" },
    ]);
  });

  test("that describe one SKU, place or customer: the newer time wins over one that arrives late", async () => {
    await say("crm", customer("Newest", { sequence: 1, at: -1 }), sku("Newest", { sequence: 1, at: -1 }));
    await say("crm", place("Newest", { sequence: 1, at: -1 }));
    const late = [customer("Late", { sequence: 99, at: -9 }), sku("Late", { sequence: 99, at: -9 })];
    expect(await outcomes("oms", ...late, place("Late", { sequence: 99, at: -9 }))).toEqual(Array(3).fill("stale"));
    expect(await outcomes("oms", sku("Now", { sequence: 1, at: 0 }))).toEqual(["applied"]);
  });
});

test("events of two sources end in one state, in whatever order and batches they arrive", async () => {
  // Times agree with sequences within a source; both may be equal with other values. Stock and orders may contradict even that.
  const stamp = fc.integer({ min: 0, max: 2 }).map((n) => ({ sequence: n, at: n - 10 }));
  const anyStamp = fc.record({ sequence: fc.integer({ min: 0, max: 2 }), at: fc.integer({ min: -10, max: -8 }) });
  const word = fc.constantFrom("A", "B", "C");
  const published = (one: fc.Arbitrary<CloudEvent>) =>
    fc.array(fc.tuple(fc.constantFrom("oms", "pos"), one), { minLength: 5, maxLength: 8 });
  const script = fc.oneof(
    published(fc.tuple(fc.integer({ min: 0, max: 3 }), anyStamp).map(([n, at]) => level(n, at))),
    published(fc.tuple(word, anyStamp).map(([text, at]) => order(text, at))),
    published(fc.tuple(word, stamp).map(([text, at]) => sku(text, at))),
    published(fc.tuple(word, stamp).map(([text, at]) => place(text, at))),
    published(fc.tuple(word, stamp).map(([text, at]) => customer(text, at))),
  );
  const orders = script.chain((all) =>
    fc.tuple(
      fc.constant(all),
      fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }),
      fc.integer({ min: 1, max: 5 }),
    ),
  );
  await fc.assert(
    fc.asyncProperty(orders, async ([all, shuffled, size]) => {
      await known();
      for (const [source, one] of all) await say(source, one);
      const expected = await state();
      await known();
      for (let at = 0; at < shuffled.length; at += size) {
        const batch = shuffled.slice(at, at + size);
        for (const source of ["oms", "pos"])
          await say(source, ...batch.filter(([of]) => of === source).map(([, one]) => one));
      }
      expect(await state()).toEqual(expected);
    }),
    { numRuns: 40, seed: 20261129 },
  );
});
