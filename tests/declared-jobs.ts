import { fromPglite, PgBoss } from "pg-boss";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import type { DbHandle } from "../db/client";
import { jobs } from "../db/schema";
import type { Job } from "../server/contract/jobs";
import { startWorker, type Worker } from "../server/outbox/worker";
import { logLines } from "./log-lines";
import { testJob } from "./test-job";

type Engine = { handle: DbHandle; url: string | undefined; close(): Promise<void> };
const WAIT = { timeout: 60_000 };

/** The guarantees of a declared job, on either engine. */
export function declaredJobs(engine: string, open: () => Promise<Engine>): void {
  describe(`declared jobs on ${engine}`, () => {
    const world = testWorld(open);
    runs(world);
    deadLetters(world);
    schedulesAndUpgrades(world);
  });
}

type World = ReturnType<typeof testWorld>;

function testWorld(open: () => Promise<Engine>) {
  let on: Engine;
  const workers: Worker[] = [];
  beforeEach(async () => {
    on = await open();
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.stop(1000);
    await on.close();
  });
  return {
    engine: () => on,
    start: async (...declared: Job<unknown>[]) => {
      const worker = await startWorker(on.handle, on.url, declared, null);
      workers.push(worker);
      return worker;
    },
    enqueue: (name: string, payload: object) => on.handle.db.insert(jobs).values({ name, payload }),
    query: async <Row>(text: string) => ((await on.handle.db.execute(text)) as unknown as { rows: Row[] }).rows,
  };
}

function runs({ start, enqueue, query }: World): void {
  test("a job runs once with its payload, and a failed run is retried", async () => {
    const ran: unknown[] = [];
    const echo = testJob("echo", async (payload) => {
      ran.push(payload);
      if (ran.length === 1) throw new Error("not yet");
    });
    const worker = await start(echo);
    await enqueue("echo", { n: 1 });
    expect(await worker.moveJobs()).toBe(1);
    await vi.waitFor(() => expect(ran).toEqual([{ n: 1 }, { n: 1 }]), WAIT);
    await settled(query, "echo", "completed");
  });

  test("no more runs of a job begin at once than it allows, so that none spends its time waiting", async () => {
    const begun: (() => void)[] = [];
    const hold = () => new Promise<void>((resolve) => begun.push(resolve));
    const worker = await start(testJob("few", hold, { atOnce: 2 }));
    for (let n = 0; n < 5; n++) await enqueue("few", {});
    await worker.moveJobs();
    const isActive = "select id from pgboss.job where name = 'few' and state = 'active'";
    for (const count of [2, 4, 5]) {
      await vi.waitFor(() => expect(begun).toHaveLength(count), WAIT);
      expect(await query(isActive)).toHaveLength(count === 5 ? 1 : 2);
      for (const end of begun) end();
    }
    await vi.waitFor(async () => expect(await query(isActive)).toEqual([]), WAIT);
  });

  test("a run that takes longer than its job may has failed, and is retried", async () => {
    let runs = 0;
    const slow = testJob("slow", () => (++runs === 1 ? new Promise<void>(() => {}) : Promise.resolve()), {
      expireSeconds: 1,
    });
    const worker = await start(slow);
    await enqueue("slow", {});
    await worker.moveJobs();
    await settled(query, "slow", "completed");
    expect(runs).toBe(2);
  });
}

function deadLetters({ start, enqueue, query }: World): void {
  test("a payload that does not fit goes to the dead letters unseen, and is logged without its content", async () => {
    const handle = vi.fn(async () => {});
    const strict = testJob("strict", handle, { payload: z.object({ id: z.uuid() }) });
    const worker = await start(strict);
    const since = logLines();
    await enqueue("strict", { id: "Ana Ruiz" });
    await worker.moveJobs();
    await settled(query, "strict", "failed");
    expect(await query("select data from pgboss.job where name = 'dead-letters'")).toEqual([
      { data: { id: "Ana Ruiz" } },
    ]);
    expect(handle).not.toHaveBeenCalled();
    expect(since()).toContain('"alert":"job_dead"');
    expect(since()).not.toContain("Ana Ruiz");
  });

  test("a job that failed for the last time is kept as a dead letter, and an alert says so", async () => {
    const broken = testJob("broken", () => Promise.reject(new Error("never")), {
      retry: { limit: 1, delaySeconds: 1, maxDelaySeconds: 1 },
    });
    const worker = await start(broken);
    const since = logLines();
    await enqueue("broken", { n: 7 });
    await worker.moveJobs();
    await settled(query, "broken", "failed");
    expect(await query("select data from pgboss.job where name = 'dead-letters'")).toEqual([{ data: { n: 7 } }]);
    expect(since()).toContain('"alert":"job_dead"');
  });
}

function schedulesAndUpgrades({ engine, start, enqueue, query }: World): void {
  test("a schedule runs its job, and one that is no longer declared is removed", async () => {
    const run = vi.fn(async () => {});
    await start(testJob("every-minute", run, { schedule: "* * * * *" }));
    await vi.waitFor(() => expect(run).toHaveBeenCalled(), WAIT);
    await start(testJob("other", async () => {}));
    expect(await query("select name from pgboss.schedule")).toEqual([]);
  });

  test("jobs of the previous version run, under its queue's options and under a name that has changed since", async () => {
    await leftByPreviousVersion(engine(), "old-name");
    await enqueue("old-name", { n: 2 });
    const ran: unknown[] = [];
    const renamed = testJob("new-name", async (payload) => void ran.push(payload), { formerNames: ["old-name"] });
    const worker = await start(renamed);
    await worker.moveJobs();
    await enqueue("new-name", { n: 3 });
    await worker.moveJobs();
    await vi.waitFor(() => expect(ran).toHaveLength(3), WAIT);
    expect(ran).toEqual(expect.arrayContaining([{ n: 1 }, { n: 2 }, { n: 3 }]));
  });
}

type Query = <Row>(text: string) => Promise<Row[]>;

const settled = (query: Query, name: string, state: string) =>
  vi.waitFor(
    async () => expect(await query(`select state from pgboss.job where name = '${name}'`)).toEqual([{ state }]),
    WAIT,
  );

/** A queue and a job as version 1 made them, with no worker to run it. */
async function leftByPreviousVersion({ handle, url }: Engine, queue: string): Promise<void> {
  const boss = new PgBoss(
    url
      ? { connectionString: url, schedule: false, supervise: false }
      : { db: fromPglite(handle.raw as never), backend: "pglite", schedule: false, supervise: false },
  );
  boss.on("error", () => {});
  await boss.start();
  await boss.createQueue(queue, { notify: true, retryLimit: 8, retryBackoff: true, expireInSeconds: 60 });
  await boss.send(queue, { n: 1 });
  await boss.stop({ graceful: false });
}
