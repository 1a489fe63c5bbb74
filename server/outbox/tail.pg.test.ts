import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DbHandle } from "@/db/client";
import { freshPg } from "@/tests/fresh-pg";
import { compareCursors, logHead, readLog } from "./event-log";

let server: Awaited<ReturnType<typeof freshPg>>;
let handle: DbHandle;
beforeAll(async () => {
  server = await freshPg();
  handle = await server.open();
});
afterAll(() => server?.close());

const write = (client: pg.Client, mark: string) =>
  client.query("insert into events (type, payload) values ('stock.changed', jsonb_build_object('skuId', $1::text))", [
    mark,
  ]);

test("of 50 interleaved transactions, some rolled back, a reader that never waits skips none and repeats none", async () => {
  const clients = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const client = new pg.Client({ connectionString: server.url });
      client.on("error", () => {});
      await client.connect();
      return client;
    }),
  );
  let random = 20_261_122;
  const next = (below: number) => {
    random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
    return random % below;
  };
  const received: string[] = [];
  const headAtStart = await logHead(handle.db);
  let cursor = headAtStart;
  const read = async () => {
    const batch = await readLog(handle.db, cursor, 7);
    for (const event of batch) {
      expect(compareCursors(event.cursor, cursor)).toBe(1);
      cursor = event.cursor;
      received.push((event.payload as { skuId: string }).skuId);
    }
  };

  // Each transaction takes its id early and commits in another order; the reader reads after every step.
  for (const client of clients) await client.query("begin; select pg_current_xact_id()");
  const committed: string[] = [];
  const heads: { cursor: string; before: number }[] = [];
  const open = clients.map((client, n) => ({ client, n, writes: 1 + next(3) }));
  while (open.length > 0) {
    const at = next(open.length);
    const one = open[at]!;
    if (one.writes > 0) await write(one.client, `${one.n}.${one.writes--}`);
    else {
      open.splice(at, 1);
      const isKept = one.n % 5 !== 0;
      await one.client.query(isKept ? "commit" : "rollback");
      if (isKept) committed.push(String(one.n));
    }
    if (next(3) === 0) await read();
    if (next(10) === 0) heads.push({ cursor: await logHead(handle.db), before: committed.length });
  }
  for (let round = 0; round < 40; round++) await read();

  expect(new Set(received).size).toBe(received.length);
  expect(new Set(received.map((mark) => mark.split(".")[0]))).toEqual(new Set(committed));
  // A reader that begins at a head taken in between receives everything committed after it.
  for (const { cursor: head, before } of heads) {
    const rest = new Set(
      (await readLog(handle.db, head, 1000)).map((e) => (e.payload as { skuId: string }).skuId.split(".")[0]),
    );
    for (const n of committed.slice(before)) expect(rest.has(n)).toBe(true);
  }
  await Promise.all(clients.map((client) => client.end()));
});
