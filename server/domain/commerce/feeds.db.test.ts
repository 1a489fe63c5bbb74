import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { rowsOf } from "@/db/sql";
import type { CloudEvent } from "@/server/contract/commerce";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { freshDb } from "@/tests/db";
import type { Ctx } from "../context";
import { ingestEvents } from "./ingest-events";
import { ordersOfCustomer } from "./order-views";
import { replayParked } from "./replay-parked";
import { searchStock } from "./stock";

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);
const minutes = (n: number) => new Date(NOW + n * 60_000).toISOString();
let db: Db;
let ctx: Ctx;
let made = 0;

const event = (type: string, at: number, data: unknown): CloudEvent => ({
  specversion: "1.0",
  id: `e${made++}`,
  source: "till/1",
  type: `retail.${type}.v1`,
  time: minutes(at),
  data,
});
const level = (place: string, onHand: number, at: number) =>
  event("stock.level.changed", at, { sku: "S1", place, onHand });
const order = (customer: string | null, at: number) =>
  event("order.changed", at, {
    id: "O1",
    number: "O1",
    customer,
    status: "processing",
    placedAt: minutes(-90),
    totalMinor: 100,
    currency: "USD",
    lines: [],
  });
const confirm = (stream: string, at: number, place?: string) => event("feed.confirmed", at, { stream, place });
const say = async (source: string, ...events: CloudEvent[]) =>
  (await ingestEvents(ctx, source, events)).map(({ outcome }) => outcome);
/** How many minutes ago each place's level was confirmed. */
const ages = async () => {
  const [found] = await searchStock(ctx, { query: "S1" });
  return found?.levels.map(({ observedAt }) => (NOW - Date.parse(observedAt)) / 60_000);
};
const customers = async () =>
  new Map(
    (await rowsOf<{ id: string; source_id: string }>(db, sql`select id, source_id from customers`)).map((row) => [
      row.source_id,
      row.id,
    ]),
  );
const published = (type: string) =>
  rowsOf<{ payload: Record<string, unknown> }>(db, sql`select payload from events where type = ${type} order by id`);

beforeEach(async () => {
  ({ db } = await freshDb());
  ctx = createCtx({ db, actor: { kind: "system", id: null, name: "ingest" }, now: () => new Date(NOW) });
  for (const code of ["101", "102", "103"])
    await say("till", event("place.changed", -60, { code, kind: "store", name: `Store ${code}` }));
  await say("till", event("sku.changed", -60, { code: "S1", title: "Boots" }));
  await say("till", level("101", 1, -40), level("102", 2, -40));
  await say("other", level("103", 3, -40));
  for (const id of ["C1", "C2"]) await say("till", event("customer.changed", -60, { id, name: id }));
  await say("till", order("C1", -40));
});

test("a confirmation of a place renews the age of its levels there, and nothing else", async () => {
  expect(await say("till", confirm("stock", -2, "101"))).toEqual(["applied"]);
  expect(await ages()).toEqual([2, 40, 40]);
  expect(await say("till", confirm("stock", -1))).toEqual(["applied"]);
  expect(await ages()).toEqual([1, 1, 40]);
  const [view] = await ordersOfCustomer(db, (await customers()).get("C1") as string);
  expect(view?.observedAt).toBe(minutes(-40));
});

test("orders are confirmed as a whole", async () => {
  expect(await say("till", confirm("orders", -1, "101"))).toEqual(["invalid"]);
  expect(await say("till", confirm("orders", -1))).toEqual(["applied"]);
  const [view] = await ordersOfCustomer(db, (await customers()).get("C1") as string);
  expect(view?.observedAt).toBe(minutes(-1));
  expect(await ages()).toEqual([40, 40, 40]);
});

test("an older confirmation changes nothing, whatever its sequence and order of arrival", async () => {
  await say("till", confirm("stock", -2, "101"));
  expect(await say("till", { ...confirm("stock", -9, "101"), sequence: Number.MAX_SAFE_INTEGER })).toEqual(["stale"]);
  expect(
    await say("till", confirm("stock", -8, "101"), confirm("stock", -1, "101"), confirm("stock", -5, "101")),
  ).toEqual(["stale", "applied", "stale"]);
  expect(await ages()).toEqual([1, 40, 40]);
  const said = await published("feed.confirmed");
  expect(said.map(({ payload }) => payload.observedAt)).toEqual([minutes(-2), minutes(-1)]);
});

test("a level after a confirmation has its own age; an older one that arrives late has the confirmation's", async () => {
  await say("till", confirm("stock", -10, "101"));
  await say("till", level("101", 7, -3));
  await say("till", level("102", 8, -30));
  await say("till", confirm("stock", -20, "102"));
  expect(await ages()).toEqual([3, 20, 40]);
});

test("a confirmation dated in the future is refused; one from a clock slightly ahead counts as now", async () => {
  const results = await ingestEvents(ctx, "till", [
    confirm("stock", 6, "101"),
    { ...confirm("stock", 0, "101"), time: undefined, sequence: 5 },
  ]);
  expect(results.map(({ reason }) => reason)).toEqual([
    "time: is more than five minutes ahead of our clock",
    "time: is needed, as of when it is still true",
  ]);
  expect(await say("till", confirm("stock", 4, "101"))).toEqual(["applied"]);
  expect(await ages()).toEqual([0, 40, 40]);
});

test("a confirmation of an unknown place waits for it", async () => {
  expect(await say("till", confirm("stock", -1, "104"))).toEqual(["parked"]);
  await say("till", event("place.changed", -1, { code: "104", kind: "store", name: "Store 104" }));
  await replayParked(ctx, { key: "place:104" });
  await say("till", level("104", 4, -30));
  expect(await ages()).toEqual([40, 40, 40, 1]);
});

test("an order that moves names its previous customer, once", async () => {
  await db.execute(sql`delete from events`);
  await say("till", order("C2", -30));
  await say("till", order("C2", -20));
  await say("till", order(null, -10));
  const id = await customers();
  expect((await published("order.changed")).map(({ payload: { orderId, ...payload } }) => payload)).toEqual([
    { customerId: id.get("C2"), previousCustomerId: id.get("C1") },
    { customerId: id.get("C2") },
    { customerId: null, previousCustomerId: id.get("C2") },
  ]);
});
