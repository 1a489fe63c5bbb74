import type { PGlite } from "@electric-sql/pglite";
import { expect, test } from "vitest";
import { SYSTEM } from "@/db/factories";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { systemClock } from "@/server/lib/clock";
import { startWorker } from "@/server/outbox/worker";
import { freshDb } from "@/tests/db";
import { jobContext } from "@/tests/job-context";
import { JOBS } from "./registry";

test("every job has a queue, and scheduled jobs have their schedule and one run at a time", async () => {
  const { handle, db } = await freshDb();
  const pglite = handle.raw as PGlite;
  await pglite.exec("drop schema if exists pgboss cascade");
  const worker = await startWorker(
    handle,
    undefined,
    JOBS,
    jobContext(createCtx({ db, actor: SYSTEM, now: systemClock })),
  );
  const { rows: queues } = await pglite.query("select name, policy from pgboss.queue");
  const { rows: schedules } = await pglite.query("select name, cron as schedule from pgboss.schedule order by name");
  await worker.stop(1000);
  expect(queues).toEqual(
    expect.arrayContaining(JOBS.map(({ name, schedule }) => ({ name, policy: schedule ? "exclusive" : "standard" }))),
  );
  expect(schedules).toEqual(JOBS.flatMap(({ name, schedule }) => (schedule ? [{ name, schedule }] : [])));
});
