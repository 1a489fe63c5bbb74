import { type SQL, Subquery, sql } from "drizzle-orm";
import type { users } from "@/db/schema";
import { VIEWS, type View, type ViewCounts } from "@/server/contract/conversations";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "../context";
import { prepared } from "../prepared";
import { shapeOf, valuesOf, viewSource } from "./views";

const STOP = 100;

/** How many each view holds, counted no further than 100 ("99+"): one statement whose cost does not grow with the inbox. */
export async function countViews({ db, actor }: Ctx<PersonActor>): Promise<ViewCounts> {
  const name = `counts_${shapeOf({ view: "all" }, actor)}`;
  const statement = prepared(db, name, () => {
    const count = (view: View): SQL<number> =>
      sql<number>`(select count(*)::int from (select 1 from (${viewSource({ view }, actor, STOP, null)}) c limit ${sql.raw(String(STOP))}) n)`;
    const fields = Object.fromEntries(VIEWS.map((view) => [view, count(view)])) as Record<View, SQL<number>>;
    return db
      .select(fields)
      .from(new Subquery(sql`select 1`, {}, "once") as unknown as typeof users)
      .prepare(name);
  });
  const [counts] = await statement.execute(valuesOf({ view: "all" }, actor));
  return counts as ViewCounts;
}
