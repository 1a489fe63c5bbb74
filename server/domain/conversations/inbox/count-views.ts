import { type SQL, Subquery, sql } from "drizzle-orm";
import { prepared } from "@/db/prepared";
import type { users } from "@/db/schema";
import { COUNTED_VIEWS, type CountFilter, type ListFilter, type ViewCounts } from "@/server/contract/conversations";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { followedSource, shapeOf, valuesOf, viewSource } from "./view-sql";

const STOP = 100;

/**
 * Counts the conversations of each view under a filter, up to 100 ("99+"), in one statement. Its cost does not grow with the
 * inbox, except with a filter by channel, which reads past the rows that it leaves out.
 */
export async function countViews({ db, actor }: Ctx<PersonActor>, filter: CountFilter = {}): Promise<ViewCounts> {
  const name = `counts_${shapeOf({ view: "all", ...filter }, actor)}`;
  const statement = prepared(db, name, () => {
    const source = (view: ListFilter["view"]) =>
      view === "following"
        ? followedSource({ view, ...filter }, actor, STOP, null, { unseenOnly: true })
        : viewSource({ view, ...filter }, actor, STOP, null);
    const count = (view: ListFilter["view"]): SQL<number> =>
      sql<number>`(select count(*)::int from (select 1 from (${source(view)}) c limit ${sql.raw(String(STOP))}) n)`;
    const fields = Object.fromEntries(COUNTED_VIEWS.map((view) => [view, count(view)]));
    return db
      .select(fields as Record<keyof ViewCounts, SQL<number>>)
      .from(new Subquery(sql`select 1`, {}, "once") as unknown as typeof users)
      .prepare(name);
  });
  const [counts] = await statement.execute(valuesOf({ view: "all", ...filter }, actor));
  return counts as ViewCounts;
}
