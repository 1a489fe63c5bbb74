import { sql } from "drizzle-orm";
import type { ConsumerReading } from "@/server/lib/metrics";
import type { Ctx } from "../context";

/**
 * How far each durable consumer is behind the log, for /metrics.
 * @returns `lagSeconds`: the age of the oldest event it has not read
 * @source Storeline `consumers`, `events`
 */
export async function consumerStates({ db }: Pick<Ctx, "db">): Promise<ConsumerReading[]> {
  const { rows } = (await db.execute(sql`
    select c.name, c.stopped_at is not null as "isStopped",
      greatest(0, coalesce(extract(epoch from now() - next.at), 0))::float8 as "lagSeconds"
    from consumers c left join lateral (
      select e.at from events e where (e.tx, e.id) > (c.tx, c.id) order by e.tx, e.id limit 1) next on true`)) as unknown as {
    rows: ConsumerReading[];
  };
  return rows;
}
