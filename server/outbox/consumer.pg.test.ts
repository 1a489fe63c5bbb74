import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { openPostgres } from "@/db/postgres";
import { freshPg } from "@/tests/fresh-pg";
import { consumerWorld, counting, logConsumers, numbers } from "@/tests/log-consumers";
import { startProxy } from "@/tests/tcp-proxy";

let database: Awaited<ReturnType<typeof freshPg>>;
const open = async () => {
  database = await freshPg();
  return { handle: await database.open(6), close: () => database.close() };
};
logConsumers("PostgreSQL", open);

const WAIT = { timeout: 60_000 };

describe("two nodes", () => {
  const { start, write, effects, isThere, row, query } = consumerWorld(open);

  test("never both handle, and nothing is lost or doubled when they take turns", async () => {
    let [inside, most] = [0, 0];
    const handled = { one: 0, two: 0 };
    let holder: "one" | "two" = "one";
    const consumer = (node: "one" | "two") =>
      counting(async () => {
        most = Math.max(most, ++inside);
        handled[node]++;
        holder = node;
        await sleep(1);
        inside--;
      });
    const { db } = await database.open(4);
    // On no machine does a lease run out during the test: a node takes over because the other one has stopped.
    const leaseMs = 600_000;
    const begin = {
      one: () => start(consumer("one"), { leaseMs }),
      two: () => start(consumer("two"), { db, leaseMs }),
    };
    const running = { one: begin.one(), two: begin.two() };
    await isThere();
    for (let turn = 1; turn <= 4; turn++) {
      await write(...numbers(turn * 20 - 19, turn * 20));
      running.one.wake();
      running.two.wake();
      await vi.waitFor(async () => expect((await effects()).length).toBeGreaterThan(turn * 20 - 20), WAIT);
      const leaving = holder;
      const { holder: left } = (await row()) as { holder: string };
      await running[leaving].stop();
      running[leaving === "one" ? "two" : "one"].wake();
      await vi.waitFor(async () => expect((await row())?.holder).not.toBe(left), WAIT);
      running[leaving] = begin[leaving]();
    }
    await vi.waitFor(async () => expect(await effects()).toEqual(numbers(1, 80)), WAIT);
    expect(most).toBe(1);
    expect(handled).toEqual({ one: 40, two: 40 });
  });

  test("when a node is cut off in the middle of a batch, another takes over within the lease and each effect happens once", async () => {
    const { port } = new URL(database.url);
    const proxy = await startProxy(Number(port));
    const cutOff = await openPostgres(database.url.replace(`:${port}/`, `:${proxy.port}/`), 3);
    let [isInBatch, die] = [() => {}, () => {}];
    const died = new Promise<void>((resolve) => {
      die = resolve;
    });
    const inBatch = new Promise<void>((resolve) => {
      isInBatch = resolve;
    });
    const dying = start(
      counting((n) => {
        if (n !== 4) return;
        isInBatch();
        return died;
      }),
      { db: cutOff.db, leaseMs: 1500 },
    );
    await isThere();
    await write(1, 2);
    await vi.waitFor(async () => expect(await effects()).toEqual([1, 2]), WAIT);
    await write(3, 4, 5);
    dying.wake();
    await inBatch;
    const { holder } = (await row()) as { holder: string };
    expect(
      await query("select 1 from consumers where lease_until < clock_timestamp() + interval '1.5 s'"),
    ).toHaveLength(1);
    proxy.onRequest = () => "lose request";
    await proxy.close();
    start(counting(), { leaseMs: 1500 });
    await vi.waitFor(async () => expect(await effects()).toEqual(numbers(1, 5)), WAIT);
    expect((await row())?.holder).not.toBe(holder);
    die();
    await dying.stop();
    expect(await effects()).toEqual(numbers(1, 5));
  });

  test("a node that was paused for longer than its lease commits nothing more", async () => {
    let resume = () => {};
    const paused = new Promise<void>((resolve) => {
      resume = resolve;
    });
    let isWaiting = false;
    const slow = start(
      counting(async (n) => {
        if (n !== 1) return;
        isWaiting = true;
        await paused;
      }),
    );
    await isThere();
    await write(1, 2);
    slow.wake();
    await vi.waitFor(() => expect(isWaiting).toBe(true), WAIT);
    const { db } = await database.open(3);
    const next = start(counting(), { db });
    // It tries to take over once the lease is over, and waits for the transaction of the paused node.
    const waiting = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    await vi.waitFor(async () => expect(await query(waiting)).toHaveLength(1), WAIT);
    resume();
    await vi.waitFor(async () => expect(await effects()).toEqual([1, 2]), WAIT);
    await write(3);
    next.wake();
    await vi.waitFor(async () => expect(await effects()).toEqual([1, 2, 3]), WAIT);
  });
});
