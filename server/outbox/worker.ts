import type { PGlite } from "@electric-sql/pglite";
import { asc, inArray } from "drizzle-orm";
import { fromPglite, type JobInsert, type Db as JobsDb, PgBoss } from "pg-boss";
import type { DbHandle } from "@/db/client";
import { BACKGROUND, openPool } from "@/db/pg-pool";
import { jobs } from "@/db/schema";
import { JOB_NAMES, type JobName, type JobPayloads } from "@/server/contract/jobs";
import { currentMs } from "@/server/lib/clock";
import { log } from "@/server/lib/log";

export type JobHandlers = { [N in JobName]: (payload: JobPayloads[N]) => Promise<void> };
export type Worker = {
  /** Takes what commands asked for and gives it to pg-boss. @returns how many jobs were moved */
  moveJobs(): Promise<number>;
  /** Lets running jobs finish, at most `graceMs`. */
  stop(graceMs?: number): Promise<void>;
};

const MOVE_BATCH = 200;
const JOB_CONNECTIONS = 4;

/** Retry, back-off and delay of work after commit. pg-boss keeps its own schema in the same database. */
export async function startWorker(
  handle: DbHandle,
  databaseUrl: string | undefined,
  handlers: JobHandlers,
): Promise<Worker> {
  const common = { useListenNotify: true, schedule: false, superviseIntervalSeconds: 60 };
  const { db, close } = databaseUrl
    ? connectJobs(handle, databaseUrl)
    : { db: fromPglite(handle.raw as PGlite), close: async () => {} };
  const boss = new PgBoss({ ...common, db, backend: handle.kind === "pglite" ? "pglite" : "postgres" });
  boss.on("error", (error) => log.warn({ err: error }, "jobs: pg-boss reported an error"));
  await boss.start();
  for (const name of JOB_NAMES) {
    await boss.createQueue(name, {
      notify: true,
      retryLimit: 8,
      retryBackoff: true,
      retryDelay: 1,
      retryDelayMax: 300,
      expireInSeconds: 60,
      deleteAfterSeconds: 86_400,
    });
    await work(boss, name, handlers[name] as (payload: unknown) => Promise<void>);
  }
  return {
    moveJobs: () => moveJobs(handle, boss),
    async stop(graceMs = 20_000) {
      await boss.stop({ graceful: true, timeout: graceMs });
      await close();
    },
  };
}

/** Connections of its own, so that jobs and messages do not wait for each other, with the deadlines pg-boss has none of. */
function connectJobs(handle: DbHandle, databaseUrl: string): { db: JobsDb; close(): Promise<void> } {
  const pool = openPool(databaseUrl, JOB_CONNECTIONS, BACKGROUND);
  return {
    db: {
      executeSql: (text, values) => pool.query(text, values),
      listen: async (channel, onNotification, onConnect) => ({
        close: await handle.listen(channel, onNotification, onConnect),
      }),
    },
    close: () => pool.end(),
  };
}

function work(boss: PgBoss, name: JobName, handler: (payload: unknown) => Promise<void>): Promise<string> {
  const options = {
    batchSize: 20,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 2,
    notifyPollingIntervalSeconds: 2,
    perJobResults: true as const,
  };
  return boss.work(name, options, (batch) =>
    Promise.all(
      batch.map(async (job) => {
        try {
          await handler(job.data);
          return { id: job.id, status: "completed" as const };
        } catch (error) {
          log.warn({ job: name, id: job.id, attempt: job.retryCount, err: error }, "job failed");
          return { id: job.id, status: "failed" as const, output: { error: (error as Error).name } };
        }
      }),
    ),
  );
}

/**
 * At least once: jobs reach pg-boss before they leave our table. Several nodes may move the same row; its number is its id
 * there, so the second insert finds it and does nothing.
 */
async function moveJobs({ db }: DbHandle, boss: PgBoss): Promise<number> {
  // A job that this version does not know is another version's to move: it must not hold up those behind it.
  const known = inArray(jobs.name, [...JOB_NAMES]);
  const rows = await db.select().from(jobs).where(known).orderBy(asc(jobs.id)).limit(MOVE_BATCH);
  if (rows.length === 0) return 0;
  const byName = new Map<string, JobInsert[]>();
  const now = currentMs();
  for (const row of rows) {
    const job: JobInsert = { id: bossId(row), data: row.payload as object };
    if (row.runAt.getTime() > now) job.startAfter = row.runAt;
    byName.set(row.name, [...(byName.get(row.name) ?? []), job]);
  }
  for (const [name, group] of byName) await boss.insert(name, group);
  await db.delete(jobs).where(
    inArray(
      jobs.id,
      rows.map((row) => row.id),
    ),
  );
  return rows.length;
}

/** The same for every node that moves the row, and never used twice, even after tables were emptied. */
function bossId({ id, runAt }: { id: bigint; runAt: Date }): string {
  const time = runAt.getTime().toString(16).padStart(12, "0");
  const number = id.toString(16).padStart(15, "0").slice(-15);
  return `${time.slice(0, 8)}-${time.slice(8)}-8${number.slice(0, 3)}-8000-${number.slice(3)}`;
}
