import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { ListFilter } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { STATUS_OF_VIEW } from "@/server/contract/views";

/** The parameters of a view's statement; its text depends on nothing else but `shapeOf`. */
type ViewValues = {
  me: string;
  places: string;
  placeId: string | null;
  channel: string | null;
  assigneeId: string | null;
};
type PageOf = { limit: number; isContinued: boolean };

const p = {
  me: sql`${sql.placeholder("me")}::uuid`,
  places: sql`string_to_array(${sql.placeholder("places")}, ',')::uuid[]`,
  placeId: sql`${sql.placeholder("placeId")}::uuid`,
  channel: sql`${sql.placeholder("channel")}::text`,
  assigneeId: sql`${sql.placeholder("assigneeId")}::uuid`,
  cursorAt: sql`${sql.placeholder("cursorAt")}::timestamptz`,
  cursorId: sql`${sql.placeholder("cursorId")}::uuid`,
};

/** What makes two lists the same statement. */
export function shapeOf(filter: ListFilter, { scope }: PersonActor): string {
  const assignee = filter.assigneeId === "none" ? "n" : filter.assigneeId ? "a" : "";
  const elsewhere = scope.placeIds.length > 0 ? "e" : "o";
  const reach = scope.all ? "A" : covers(filter, scope.placeIds) ? "P" : elsewhere;
  return `${filter.view}_${reach}${filter.placeId ? "p" : ""}${filter.channel ? "c" : ""}${assignee}`;
}

export function valuesOf(filter: ListFilter, actor: PersonActor): ViewValues {
  return {
    me: actor.id,
    places: actor.scope.placeIds.join(","),
    placeId: filter.placeId ?? null,
    channel: filter.channel ?? null,
    assigneeId: filter.assigneeId && filter.assigneeId !== "none" ? filter.assigneeId : null,
  };
}

/** Whether any of my places can be in the list at all. */
const covers = (filter: ListFilter, placeIds: string[]): boolean =>
  placeIds.length > 0 && (!filter.placeId || placeIds.includes(filter.placeId));

/**
 * A view as a subquery of whole conversations; `server/contract/views.ts` holds its twin. Statuses are literals, so the
 * planner sees the partial indexes. A person of several places gets one index walk per place, merged, and one each for what
 * is theirs or offered to them elsewhere: the branches never meet, so nothing appears twice.
 * @param page null counts rather than pages: no order, no cursor; `limit` rows are enough
 */
export function viewSource(filter: ListFilter, actor: PersonActor, limit: number, page: PageOf | null): SQL {
  const wanted = conditions(filter);
  const tail = page ? keyset(page) : sql` limit ${sql.raw(String(limit))}`;
  const direct = (where: SQL) => sql`(select c.* from conversations c where ${where} and ${wanted}${tail})`;
  if (filter.view === "mine") return direct(sql`c.assignee_id = ${p.me}`);
  if (actor.scope.all) return direct(sql`true`);

  const branches: SQL[] = [];
  if (filter.placeId && covers(filter, actor.scope.placeIds)) return direct(sql`true`);
  if (covers(filter, actor.scope.placeIds)) {
    branches.push(sql`(select c.* from unnest(${p.places}) as mine(id) cross join lateral (
      select c.* from conversations c where c.place_id = mine.id and ${wanted}${tail}) c)`);
  }
  if (filter.view !== "place") {
    const elsewhere = sql`not (c.place_id = any(${p.places}))`;
    const notMine = sql`c.assignee_id is distinct from ${p.me}`;
    if (filter.view !== "unassigned") branches.push(direct(sql`c.assignee_id = ${p.me} and ${elsewhere}`));
    branches.push(direct(sql`c.offered_user_id = ${p.me} and ${elsewhere} and ${notMine}`));
    if (actor.scope.placeIds.length > 0) {
      branches.push(
        direct(sql`c.offered_place_id = any(${p.places}) and ${elsewhere} and ${notMine}
          and c.offered_user_id is distinct from ${p.me}`),
      );
    }
  }
  if (branches.length === 0) return sql`select c.* from conversations c where false`;
  if (branches.length === 1) return branches[0]!;
  const order = page ? sql` order by c.last_activity_at desc nulls last, c.id desc nulls last` : sql``;
  return sql`select c.* from (${sql.join(branches, sql` union all `)}) c${order} limit ${sql.raw(String(limit))}`;
}

function conditions(filter: ListFilter): SQL {
  const parts = [sql.raw(`c.status = '${STATUS_OF_VIEW[filter.view]}'`)];
  if (filter.view === "unassigned" || filter.assigneeId === "none") parts.push(sql`c.assignee_id is null`);
  if (filter.assigneeId && filter.assigneeId !== "none") parts.push(sql`c.assignee_id = ${p.assigneeId}`);
  if (filter.placeId) parts.push(sql`c.place_id = ${p.placeId}`);
  if (filter.channel) parts.push(sql`c.channel = ${p.channel}`);
  return sql.join(parts, sql` and `);
}

// The indexes are declared `desc nulls last`; an order without it would sort instead of walking them.
function keyset({ limit, isContinued }: PageOf): SQL {
  const after = isContinued ? sql` and (c.last_activity_at, c.id) < (${p.cursorAt}, ${p.cursorId})` : sql``;
  return sql`${after} order by c.last_activity_at desc nulls last, c.id desc nulls last limit ${sql.raw(String(limit))}`;
}

/** Ids of what a filter matches, at most `limit` of them, in no order. */
export async function matchingIds(tx: Tx, filter: ListFilter, actor: PersonActor, limit: number): Promise<Id[]> {
  const statement = tx
    .select({ id: sql<Id>`found.id` })
    .from(sql`(${viewSource(filter, actor, limit, null)}) as found`)
    .limit(limit)
    .prepare(`matching_${shapeOf(filter, actor)}_${limit}`);
  return (await statement.execute(valuesOf(filter, actor))).map((row) => row.id);
}
