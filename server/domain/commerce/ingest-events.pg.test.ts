import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { rowsOf } from "@/db/sql";
import type { CloudEvent } from "@/server/contract/commerce";
import type { Ctx } from "@/server/domain/context";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { freshPg } from "@/tests/fresh-pg";
import { ingestEvents } from "./ingest-events";
import { replayParked } from "./replay-parked";

let pg: Awaited<ReturnType<typeof freshPg>>;
let nodes: Ctx[];
let db: Db;

const event = (id: string, type: string, data: unknown, sequence: number): CloudEvent => ({
  specversion: "1.0",
  id,
  source: "till",
  type: `retail.${type}.v1`,
  sequence,
  data,
});
const level = (sku: string, n: number) =>
  event(`${sku}-${n}`, "stock.level.changed", { sku, place: "101", onHand: n }, n);
const on = (i: number) => nodes[i % nodes.length] as Ctx;

beforeAll(async () => {
  pg = await freshPg();
  const handles = await Promise.all([pg.open(), pg.open()]);
  const actor = { kind: "system", id: null, name: "ingest" } as const;
  nodes = handles.map((handle) => createCtx({ db: handle.db, actor, now: () => new Date() }));
  db = on(0).db;
  await ingestEvents(on(0), "pos", [
    event("p", "place.changed", { code: "101", kind: "store", name: "Harbor" }, 1),
    ...Array.from({ length: 20 }, (_, i) => event(`s${i}`, "sku.changed", { code: `S${i}`, title: `S${i}` }, 1)),
  ]);
});
afterAll(() => pg?.close());

test("40 versions of 20 levels, each delivered twice in opposite orders on two nodes, end at the newest", async () => {
  const all = Array.from({ length: 40 }, (_, n) => Array.from({ length: 20 }, (_, s) => level(`S${s}`, n + 1)));
  await Promise.all([
    ...all.map((batch, i) => ingestEvents(on(i), "pos", batch)),
    ...all.map((batch, i) => ingestEvents(on(i + 1), "pos", [...batch].reverse())),
  ]);
  const rows = await rowsOf<{ on_hand: number }>(db, sql`select on_hand from stock_levels`);
  expect(rows.map((row) => row.on_hand)).toEqual(Array(20).fill(40));
  const seen = await rowsOf<{ n: number }>(
    db,
    sql`select count(*)::int as n from inbox_events where kind like '%level%'`,
  );
  expect(seen[0]?.n).toBe(800);
});

test("a level that is parked while its SKU is being created is not forgotten", async () => {
  for (let round = 0; round < 15; round++) {
    const code = `R${round}`;
    await Promise.all([
      ingestEvents(on(0), "pos", [level(code, 1)]),
      ingestEvents(on(1), "pos", [event(`sku-${code}`, "sku.changed", { code, title: code }, 1)]),
    ]);
  }
  const jobs = await rowsOf<{ key: string }>(db, sql`select distinct payload->>'key' as key from jobs`);
  for (const { key } of jobs) await replayParked(on(0), { key });
  expect(await rowsOf(db, sql`select event_id from inbox_events where state = 'parked'`)).toEqual([]);
  expect(
    await rowsOf(db, sql`select 1 from stock_levels l join skus s on s.id = sku_id and s.code like 'R%'`),
  ).toHaveLength(15);
});

test("one customer published to two nodes at once is one person", async () => {
  const published = (id: string, n: number) =>
    event(id, "customer.changed", { id: "C1", name: "Mara Quinn", phones: ["+1 415 555 0123"] }, n);
  await Promise.all(Array.from({ length: 10 }, (_, i) => ingestEvents(on(i), "crm", [published(`c${i}`, i + 1)])));
  expect(await rowsOf(db, sql`select sequence::int as sequence from customers`)).toEqual([{ sequence: 10 }]);
});
