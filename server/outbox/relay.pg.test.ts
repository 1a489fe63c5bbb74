import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { DbHandle } from "@/db/client";
import type { LoggedEvent } from "@/server/contract/events";
import { freshPg } from "@/tests/fresh-pg";
import { testJob } from "@/tests/test-job";
import { append } from "./append";
import { startRelay } from "./relay";
import { wakeUp } from "./wake-up";
import { startWorker } from "./worker";

let database: Awaited<ReturnType<typeof freshPg>>;
beforeAll(async () => {
  database = await freshPg();
});
afterAll(() => database.close());

const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const actor = { kind: "system" as const, id: null };
const write = (handle: DbHandle, n: number) =>
  handle.db.transaction((tx) =>
    append(tx, { events: [{ type: "stock.changed", payload: { skuId: uuid(n) }, actor }], jobs: [] }),
  );
function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
const collect = (into: string[]) => async (batch: LoggedEvent[]) => {
  for (const event of batch) if (event.type === "stock.changed") into.push(event.payload.skuId);
};

test("two relays on one database both dispatch everything, woken across nodes by a notification", async () => {
  const [one, two] = [await database.open(4), await database.open(4)];
  const seen: [string[], string[]] = [[], []];
  const common = { pollMs: 600_000, moveJobs: async () => 0 };
  const relays = [
    await startRelay({ ...common, handle: one, onEvents: collect(seen[0]) }),
    await startRelay({ ...common, handle: two, withWakeUps: true, onEvents: collect(seen[1]) }),
  ];
  await Promise.all(Array.from({ length: 40 }, (_, n) => write(n % 2 ? one : two, n).then(() => wakeUp())));
  await vi.waitFor(() => {
    expect(new Set(seen[0]).size).toBe(40);
    expect(new Set(seen[1]).size).toBe(40);
  }, 60_000);
  expect(seen[0]).toHaveLength(40);
  await Promise.all(relays.map((relay) => relay.stop()));
});

test("a transaction that commits late is dispatched late, not never", async () => {
  const handle = await database.open(6);
  const seen: string[] = [];
  const options = { handle, withWakeUps: false, pollMs: 30, onEvents: collect(seen), moveJobs: async () => 0 };
  const [written, release] = [deferred(), deferred()];
  const slow = handle.db.transaction(async (tx) => {
    await append(tx, { events: [{ type: "stock.changed", payload: { skuId: uuid(100) }, actor }], jobs: [] });
    written.resolve();
    await release.promise;
  });
  await written.promise;
  await write(handle, 101);
  // Starting reads the log, and stopping lets that read end: one node has read while the older transaction still ran.
  const first = await startRelay(options);
  await first.stop();
  expect(seen).toEqual([]);
  release.resolve();
  await slow;
  const next = await startRelay({ ...options, from: first.cursor() });
  await vi.waitFor(() => expect(seen).toEqual([uuid(100), uuid(101)]), 60_000);
  await next.stop();
});

test("two nodes move the same jobs and each runs once; a job of another version blocks none and is left to that version", async () => {
  const [one, two] = [await database.open(4), await database.open(4)];
  const ran: string[] = [];
  const deliver = testJob<{ conversationId: string }>(
    "deliver-messages",
    async ({ conversationId }) => void ran.push(conversationId),
  );
  const workers = [
    await startWorker(one, database.url, [deliver], null),
    await startWorker(two, database.url, [deliver], null),
  ];
  await one.db.execute(sql`insert into jobs (name, payload) values ('of-another-version', '{}')`);
  await one.db.transaction((tx) =>
    append(tx, {
      events: [],
      jobs: Array.from({ length: 30 }, (_, n) => ({ name: "deliver-messages", payload: { conversationId: uuid(n) } })),
    }),
  );
  await Promise.all(workers.map((worker) => worker.moveJobs()));
  // Once every job in pg-boss has ended, none can run again.
  await vi.waitFor(async () => {
    const { rows } = (await one.db.execute(
      sql`select state, count(*)::int as n from pgboss.job where name = 'deliver-messages' group by state`,
    )) as unknown as { rows: unknown[] };
    expect(rows).toEqual([{ state: "completed", n: 30 }]);
  }, 60_000);
  expect(ran.sort()).toEqual(Array.from({ length: 30 }, (_, n) => uuid(n)));
  const { rows: left } = (await one.db.execute(sql`select name from jobs`)) as unknown as { rows: unknown[] };
  expect(left).toEqual([{ name: "of-another-version" }]);
  await Promise.all(workers.map((worker) => worker.stop(2000)));
});
