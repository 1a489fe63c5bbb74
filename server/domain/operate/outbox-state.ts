import { sql } from "drizzle-orm";
import { jobs } from "@/db/schema";
import type { Ctx } from "../context";

export type OutboxState = { depth: number; oldestSeconds: number };

/**
 * Reports how many jobs wait to be moved to the worker, and for how long the oldest is overdue. It also proves that the
 * database responds and has our tables.
 * @source Storeline `jobs`
 */
export async function outboxState({ db }: Pick<Ctx, "db">): Promise<OutboxState> {
  const [row] = await db
    .select({
      depth: sql<number>`count(*)::int`,
      oldestSeconds: sql<number>`coalesce(extract(epoch from now() - min(${jobs.runAt})), 0)::float8`,
    })
    .from(jobs)
    .where(sql`${jobs.runAt} <= now()`);
  return { depth: row?.depth ?? 0, oldestSeconds: Math.max(0, row?.oldestSeconds ?? 0) };
}
