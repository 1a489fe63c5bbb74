import type { PGlite } from "@electric-sql/pglite";
import { fromPglite, type Db as JobsDb, PgBoss } from "pg-boss";
import type { DbHandle } from "@/db/client";
import { BACKGROUND, openPool } from "@/db/pg-pool";
import type { Job } from "@/server/contract/jobs";
import { log } from "@/server/lib/log";
import { moveJobs } from "./move-jobs";
import { runJob } from "./run-job";

export type Worker = {
  /** Moves the jobs that commands enqueued to pg-boss. @returns how many */
  moveJobs(): Promise<number>;
  /** Lets running jobs finish, at most `graceMs`. */
  stop(graceMs?: number): Promise<void>;
};

const JOB_CONNECTIONS = 4;
/** Jobs that failed for good, kept for diagnosis. */
const DEAD_LETTERS = "dead-letters";
const DEAD_LETTER_SECONDS = 14 * 86_400;
const KEEP_SECONDS = 86_400;
const HEARTBEAT_SECONDS = 30;
/** Lets our own deadline come first: it fails one job, pg-boss's would fail the whole batch. */
const EXPIRY_MARGIN_SECONDS = 5;

/**
 * Runs declared jobs. pg-boss does retries, backoff, delays and schedules, in its own schema of the same database. Every start
 * updates the options of each queue from its job.
 */
export async function startWorker<C>(
  handle: DbHandle,
  databaseUrl: string | undefined,
  jobs: readonly Job<C>[],
  context: C,
): Promise<Worker> {
  const { db, close } = databaseUrl
    ? connectJobs(handle, databaseUrl)
    : { db: fromPglite(handle.raw as PGlite), close: async () => {} };
  const boss = new PgBoss({
    useListenNotify: true,
    superviseIntervalSeconds: 60,
    cronMonitorIntervalSeconds: 10,
    db,
    backend: handle.kind === "pglite" ? "pglite" : "postgres",
  });
  boss.on("error", (error) => log.warn({ err: error }, "jobs: pg-boss reported an error"));
  await boss.start();
  await boss.createQueue(DEAD_LETTERS, { retentionSeconds: DEAD_LETTER_SECONDS });
  for (const job of jobs) for (const queue of namesOf(job)) await openQueue(boss, queue, job, context);
  await keepSchedules(boss, jobs);
  const queues = new Map(jobs.flatMap((job) => namesOf(job).map((name) => [name, job.name])));
  return {
    moveJobs: () => moveJobs(handle.db, boss, queues),
    async stop(graceMs = 20_000) {
      await boss.stop({ graceful: true, timeout: graceMs });
      await close();
    },
  };
}

const namesOf = <C>(job: Job<C>): string[] => [job.name, ...job.formerNames];

/**
 * A separate pool, so that jobs and messages do not wait for each other, with deadlines, which pg-boss's own pool does not
 * have.
 */
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

async function openQueue<C>(boss: PgBoss, queue: string, job: Job<C>, context: C): Promise<void> {
  const { retry, schedule } = job;
  const options = {
    notify: true,
    retryLimit: retry.limit,
    retryBackoff: true,
    retryDelay: retry.delaySeconds,
    retryDelayMax: retry.maxDelaySeconds,
    expireInSeconds: job.expireSeconds + EXPIRY_MARGIN_SECONDS,
    deleteAfterSeconds: KEEP_SECONDS,
    // A failed scheduled run has no payload to keep. It may take long, so a heartbeat shows whether its node is alive.
    ...(schedule ? { heartbeatSeconds: HEARTBEAT_SECONDS } : { deadLetter: DEAD_LETTERS }),
  };
  await boss.createQueue(queue, { ...options, policy: schedule ? "exclusive" : "standard" });
  await boss.updateQueue(queue, options);
  // A notification announces jobs, and the poll covers lost ones. Scheduled runs are polled less often, because nobody waits
  // for them.
  const pollSeconds = schedule ? 15 : 2;
  const fetching = {
    batchSize: job.atOnce,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: pollSeconds,
    notifyPollingIntervalSeconds: pollSeconds,
    perJobResults: true as const,
  };
  await boss.work(queue, fetching, (batch) => Promise.all(batch.map((one) => runJob(job, context, one))));
}

/** Makes the schedules in the database equal to those that are declared. */
async function keepSchedules<C>(boss: PgBoss, jobs: readonly Job<C>[]): Promise<void> {
  const scheduled = new Set(jobs.filter((job) => job.schedule).map((job) => job.name));
  for (const { name, key } of await boss.getSchedules()) if (!scheduled.has(name)) await boss.unschedule(name, key);
  for (const { name, schedule } of jobs) if (schedule) await boss.schedule(name, schedule);
}
