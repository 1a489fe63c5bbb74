import { afterEach, expect, test, vi } from "vitest";
import { jobs } from "@/db/schema";
import { declaredJobs } from "@/tests/declared-jobs";
import { freshPg } from "@/tests/fresh-pg";
import { testJob } from "@/tests/test-job";
import { startWorker } from "./worker";

declaredJobs("PostgreSQL", async () => {
  const database = await freshPg();
  return { handle: await database.open(4), url: database.url, close: () => database.close() };
});

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

test("one run of a schedule is active across all nodes, however many become due meanwhile", async () => {
  const database = await freshPg();
  undo.push(() => database.close());
  const [one, two] = [await database.open(4), await database.open(4)];
  let [running, most, runs] = [0, 0, 0];
  const sweep = testJob(
    "sweep",
    async () => {
      most = Math.max(most, ++running);
      await vi.waitFor(async () => expect(await waiting()).toBe(0), 60_000);
      running--;
      runs++;
    },
    { schedule: "* * * * *" },
  );
  const waiting = async () => (await one.db.select().from(jobs)).length;
  const workers = [
    await startWorker(one, database.url, [sweep], null),
    await startWorker(two, database.url, [sweep], null),
  ];
  undo.push(...workers.map((worker) => () => worker.stop(1000)));
  // Whether or not the schedule's own run has begun, all others become due while one is active or waiting.
  await one.db.insert(jobs).values(Array.from({ length: 10 }, () => ({ name: "sweep", payload: {} })));
  await Promise.all(workers.map((worker) => worker.moveJobs()));
  await vi.waitFor(() => expect(runs).toBeGreaterThan(0), 60_000);
  expect(most).toBe(1);
  expect(runs).toBeLessThan(4);
});
