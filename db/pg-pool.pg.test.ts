import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { dbErrorCode, isConnectionLost } from "@/server/lib/db-errors";
import { freshPg } from "@/tests/fresh-pg";
import { startProxy, type TcpProxy } from "@/tests/tcp-proxy";
import { listenOn } from "./pg-listen";
import { openPool } from "./pg-pool";

const QUERY_MS = 300;
let database: Awaited<ReturnType<typeof freshPg>>;
let admin: pg.Client;
let proxy: TcpProxy;
let url: string;
const undo: (() => unknown)[] = [];

beforeEach(async () => {
  database = await freshPg();
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  const { port } = new URL(database.url);
  proxy = await startProxy(Number(port));
  url = database.url.replace(`:${port}/`, `:${proxy.port}/`);
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  await proxy.close();
  await admin.end();
  await database.close();
});

/** A pool of one connection, so that a lost slot is noticed at once. */
function poolOfOne(queryMs: number) {
  const pool = openPool(url, 1, { queryMs, lockMs: 5000 });
  undo.push(() => pool.end());
  return pool;
}

const terminateOthers = () =>
  admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );

/** Runs queries until one was sent without a response. */
async function meetSilence(): Promise<void> {
  const sent = vi.fn(() => "pass" as const);
  proxy.onRequest = sent;
  proxy.silence();
  await vi.waitFor(() => expect(sent).toHaveBeenCalled(), 60_000);
  proxy.heal();
}

describe("a pool", () => {
  test("a query without a response fails at its deadline, and its late response never reaches another query", async () => {
    const pool = poolOfOne(QUERY_MS + 2000);
    const before = (await pool.query("select pg_backend_pid() as pid")).rows[0].pid;
    // The server's own limit is two seconds shorter than ours, so only a silent network reaches ours.
    proxy.silence();
    const error = await pool.query("select 1").catch((lost) => lost);
    const reason = `PostgreSQL has not answered for ${QUERY_MS + 2000} ms`;
    expect([dbErrorCode(error), error.message]).toEqual(["ETIMEDOUT", reason]);
    proxy.heal();
    expect((await pool.query("select pg_backend_pid() as pid")).rows[0].pid).not.toBe(before);
  });

  test("a transaction whose connection is lost fails with that reason, and its slot in the pool is freed", async () => {
    const db = drizzle(poolOfOne(17_000));
    for (let round = 0; round < 5; round++) {
      const error = await db
        .transaction(async (tx) => {
          await tx.execute(sql`select 1`);
          await terminateOthers();
          await tx.execute(sql`select 2`);
        })
        .catch((lost) => lost);
      expect([isConnectionLost(error), error.message], `round ${round}`).toEqual([
        true,
        expect.stringContaining("select 2"),
      ]);
    }
    expect((await db.execute(sql`select 3 as n`)).rows).toEqual([{ n: 3 }]);
  });

  test("a transaction that cannot begin returns its connection to the pool", async () => {
    const pool = poolOfOne(17_000);
    const db = drizzle(pool);
    for (let round = 0; round < 3; round++) {
      proxy.onRequest = (data) => (data.includes("begin") ? "lose request" : "pass");
      await expect(db.transaction(async () => {})).rejects.toThrow();
      proxy.onRequest = () => "pass";
      expect((await db.execute(sql`select 1 as n`)).rows, `round ${round}`).toEqual([{ n: 1 }]);
    }
    expect(pool.waitingCount).toBe(0);
  });

  test("a connection that is lost while its transaction is idle does not end the process", async () => {
    const pool = poolOfOne(17_000);
    const client = await pool.connect();
    await client.query("begin");
    const lost = new Promise((resolve) => client.once("error", resolve));
    await terminateOthers();
    await lost;
    await expect(client.query("select 1")).rejects.toMatchObject({ code: "57P01" });
    client.release();
    expect((await pool.query("select 1 as n")).rows).toEqual([{ n: 1 }]);
  });
});

describe("a listener", () => {
  test.each([
    ["is terminated", () => terminateOthers()],
    ["goes silent", () => meetSilence()],
  ])("receives notifications again after its connection %s", async (_, lose) => {
    const heard: string[] = [];
    const connected = vi.fn();
    undo.push(await listenOn(url, "news", (news) => heard.push(news), connected, { pingMs: 100, answerMs: 300 }));
    expect(connected).toHaveBeenCalledTimes(1);
    await admin.query("notify news, 'before'");
    await vi.waitFor(() => expect(heard).toEqual(["before"]), 60_000);
    await lose();
    await vi.waitFor(() => expect(connected).toHaveBeenCalledTimes(2), 60_000);
    await admin.query("notify news, 'after'");
    await vi.waitFor(() => expect(heard).toEqual(["before", "after"]), 60_000);
  });
});
