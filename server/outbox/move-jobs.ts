import { asc, inArray } from "drizzle-orm";
import type { JobInsert, PgBoss } from "pg-boss";
import type { Db } from "@/db/client";
import { jobs } from "@/db/schema";
import { currentMs } from "@/server/lib/clock";

const MOVE_BATCH = 200;

/**
 * Moves enqueued jobs to pg-boss, at least once: jobs reach pg-boss before they leave our table. When several nodes move the
 * same row, its number gives the job's id there, so the second insert does nothing.
 * @param queues the queue of each job name; a job with another name is left to the version that knows it, and does not block
 * those behind it
 * @returns how many jobs were moved
 */
export async function moveJobs(db: Db, boss: PgBoss, queues: ReadonlyMap<string, string>): Promise<number> {
  const known = inArray(jobs.name, [...queues.keys()]);
  const rows = await db.select().from(jobs).where(known).orderBy(asc(jobs.id)).limit(MOVE_BATCH);
  if (rows.length === 0) return 0;
  const byQueue = new Map<string, JobInsert[]>();
  const now = currentMs();
  for (const row of rows) {
    const job: JobInsert = { id: bossId(row), data: row.payload as object };
    if (row.runAt.getTime() > now) job.startAfter = row.runAt;
    const queue = queues.get(row.name) as string;
    byQueue.set(queue, [...(byQueue.get(queue) ?? []), job]);
  }
  for (const [queue, group] of byQueue) await boss.insert(queue, group);
  await db.delete(jobs).where(
    inArray(
      jobs.id,
      rows.map((row) => row.id),
    ),
  );
  return rows.length;
}

/** Equal on every node that moves the row, and never reused, even after tables were emptied. */
function bossId({ id, runAt }: { id: bigint; runAt: Date }): string {
  const time = runAt.getTime().toString(16).padStart(12, "0");
  const number = id.toString(16).padStart(15, "0").slice(-15);
  return `${time.slice(0, 8)}-${time.slice(8)}-8${number.slice(0, 3)}-8000-${number.slice(3)}`;
}
