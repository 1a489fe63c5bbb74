import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { NO_ONE_WAITS, ORDER_KEYS } from "@/db/schema/order-keys";
import type { ListFilter, Sort } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import { STATUS_OF_VIEW } from "@/server/contract/views";
import type { ListReader } from "../record/policy";

/** The parameters of a view's statement. Its text depends only on `shapeOf`. */
type ViewValues = {
  me: string;
  places: string;
  placeId: string | null;
  channel: string | null;
  assigneeId: string | null;
};
/** Where a page begins: `cursorSince` is the time that "waiting" and "due" sort by, null where the row has none. */
export type CursorValues = { cursorSince: string | null; cursorAt: string; cursorId: Id };
type PageOf = { isContinued: boolean; sort: Sort };
/** Of a count: only what holds something that the reader has not seen. */
type CountOf = { unseenOnly: boolean };

// Each value is in a subquery, which hides it from the planner: a custom plan then never looks cheaper than the generic one,
// and PostgreSQL stops planning after the first few calls of a connection.
const hidden = (name: keyof ViewValues | keyof CursorValues, type: string) =>
  sql`(select ${sql.placeholder(name)}::${sql.raw(type)})`;
const p = {
  me: hidden("me", "uuid"),
  places: sql`(select string_to_array(${sql.placeholder("places")}, ',')::uuid[])::uuid[]`,
  placeId: hidden("placeId", "uuid"),
  channel: hidden("channel", "text"),
  assigneeId: hidden("assigneeId", "uuid"),
  cursorSince: hidden("cursorSince", "timestamptz"),
  cursorAt: hidden("cursorAt", "timestamptz"),
  cursorId: hidden("cursorId", "uuid"),
};

/** The name of a list's statement: equal for lists with the same SQL text. */
export function shapeOf(filter: ListFilter, { scope }: ListReader): string {
  const assignee = filter.assigneeId === "none" ? "n" : filter.assigneeId ? "a" : "";
  const reach = scope.all ? "A" : covers(filter, scope.placeIds) ? `P${walksFor(scope.placeIds.length)}` : "e";
  return `${filter.view}_${reach}${filter.placeId ? "p" : ""}${filter.channel ? "c" : ""}${assignee}`;
}

export function valuesOf(filter: ListFilter, actor: ListReader): ViewValues {
  return {
    me: actor.id,
    places: actor.scope.placeIds.join(","),
    placeId: filter.placeId ?? null,
    channel: filter.channel ?? null,
    assigneeId: filter.assigneeId && filter.assigneeId !== "none" ? filter.assigneeId : null,
  };
}

/** More places than this are read one after another instead of merged. */
const MERGED = 32;

/** The number of branches is rounded up to 1, 2, 4 ..., so that there are few statements; 0 beyond `MERGED`. */
const walksFor = (count: number): number => (count > MERGED ? 0 : 2 ** Math.ceil(Math.log2(count)));

/** Whether any of my places can be in the list at all. */
const covers = (filter: ListFilter, placeIds: string[]): boolean =>
  placeIds.length > 0 && (!filter.placeId || placeIds.includes(filter.placeId));

/**
 * A view as a subquery of whole conversations; `server/contract/views.ts` holds its twin. Statuses are literals, so the planner
 * sees the partial indexes. For a person with several places it has one branch per place, and one each for conversations
 * assigned or offered to them at other places. The branches do not overlap, so nothing appears twice. Each is sorted and the
 * planner merges them as they are read, so a page fetches its own rows and one more per branch.
 * @param page null for counts, which need no order and no cursor
 */
export function viewSource(filter: ListFilter, actor: ListReader, limit: number, page: PageOf | null): SQL {
  if (filter.view === "following") return followedSource(filter, actor, limit, page);
  const wanted = conditions(filter);
  const order = page ? ORDERS[page.sort] : UNSORTED;
  const end = sql`${order.by} limit ${sql.raw(String(limit))}`;
  const after = page?.isContinued ? order.after : sql``;
  const whole = sql`select c.*${order.key} from conversations c`;
  const walk = (where: SQL) => sql`${whole} where ${where} and ${wanted}${after}${end}`;
  const walkEach = (list: SQL, where: SQL) => sql`select c.* from ${list} cross join lateral (${walk(where)}) c${end}`;
  if (filter.view === "mine") return walk(sql`c.assignee_id = ${p.me}`);
  const isCovered = covers(filter, actor.scope.placeIds);
  if (actor.scope.all || (filter.placeId && isCovered)) return walk(sql`true`);
  const branches: SQL[] = [];
  if (isCovered) {
    const walks = page ? walksFor(actor.scope.placeIds.length) : 0;
    if (walks === 0) branches.push(walkEach(sql`unnest(${p.places}) as mine(id)`, sql`c.place_id = mine.id`));
    // Beyond the end of the list the place is null, so the branch reads nothing.
    for (let n = 1; n <= walks; n++) branches.push(walk(sql`c.place_id = (${p.places})[${sql.raw(String(n))}]`));
  }
  if (filter.view !== "place") {
    const elsewhere = sql`not (c.place_id = any(${p.places}))`;
    const notMine = sql`c.assignee_id is distinct from ${p.me}`;
    if (filter.view !== "unassigned") {
      branches.push(walkEach(workElsewhere(filter), sql`c.assignee_id = ${p.me} and c.place_id = elsewhere.at`));
    }
    branches.push(walk(sql`c.offered_user_id = ${p.me} and ${elsewhere} and ${notMine}`));
    branches.push(
      walk(sql`c.offered_place_id = any(${p.places}) and ${elsewhere} and ${notMine}
        and c.offered_user_id is distinct from ${p.me}`),
    );
  }
  if (branches.length === 0) return sql`${whole} where false`;
  const all = branches.map((branch) => sql`(${branch})`);
  return sql`select c.* from (${sql.join(all, sql` union all `)}) c${end}`;
}

/**
 * What the reader follows and may read, as a subquery of whole conversations: all of it is read by the index of followers, and then sorted.
 * @param count null for pages
 */
export function followedSource(
  filter: ListFilter,
  { scope }: ListReader,
  limit: number,
  page: PageOf | null,
  count: CountOf | null = null,
): SQL {
  const order = page ? ORDERS[page.sort] : UNSORTED;
  const parts = [sql`c.followers <> '{}' and c.followers ? ${p.me}::text`, conditions(filter)];
  if (!scope.all)
    parts.push(sql`(c.place_id = any(${p.places}) or c.offered_place_id = any(${p.places})
      or c.assignee_id = ${p.me} or c.offered_user_id = ${p.me})`);
  if (count?.unseenOnly)
    parts.push(sql`greatest((c.followers ->> ${p.me}::text)::int, c.last_inbound_seq)
      > coalesce((c.reads ->> ${p.me}::text)::int, 0)`);
  const where = sql.join(parts, sql` and `);
  const after = page?.isContinued ? order.after : sql``;
  return sql`select c.*${order.key} from conversations c where ${where}${after}${order.by} limit ${sql.raw(String(limit))}`;
}

/** Below and above every id. */
const FIRST = "'00000000-0000-0000-0000-000000000000'::uuid";
const LAST = "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid";

/**
 * The other places at which the reader has conversations, as `elsewhere(at)`. A search through all their conversations would
 * read as many rows; instead the index is probed once for each gap between two of their own places, and again only where
 * something was found.
 */
function workElsewhere({ view }: ListFilter): SQL {
  const first = (gap: SQL) => sql`(select w.place_id from conversations w
    where w.assignee_id = ${p.me} and w.status = ${sql.raw(`'${STATUS_OF_VIEW[view]}'`)}
      and w.place_id > ${gap}.at and w.place_id < ${gap}.till order by w.place_id limit 1)`;
  return sql`(
    with recursive found(at, till) as (
      select ${first(sql`gap`)}, gap.till from (
        select at, lead(at, 1, ${sql.raw(LAST)}) over (order by at) as till
        from unnest(${sql.raw(FIRST)} || ${p.places}) as mine(at)) gap
      union all
      select ${first(sql`found`)}, found.till from found where found.at is not null)
    select at from found where at is not null) elsewhere`;
}

function conditions(filter: ListFilter): SQL {
  const status = STATUS_OF_VIEW[filter.view];
  const parts = [status ? sql.raw(`c.status = '${status}'`) : sql`true`];
  if (filter.view === "unassigned" || filter.assigneeId === "none") parts.push(sql`c.assignee_id is null`);
  if (filter.assigneeId && filter.assigneeId !== "none") parts.push(sql`c.assignee_id = ${p.assigneeId}`);
  if (filter.view === "needs_reply") parts.push(sql`${ORDER_KEYS.waiting(sql`c.`)} < ${NO_ONE_WAITS}`);
  if (filter.placeId) parts.push(sql`c.place_id = ${p.placeId}`);
  if (filter.channel) parts.push(sql`c.channel = ${p.channel}`);
  return sql.join(parts, sql` and `);
}

type Order = { key: SQL; by: SQL; after: SQL };

/** Each branch has its key as a column, so that the planner can merge sorted branches. */
const keyed = (sort: keyof typeof ORDER_KEYS, start: SQL): Order => ({
  key: sql`, ${ORDER_KEYS[sort](sql`c.`)} as order_key`,
  by: sql` order by order_key, id`,
  after: sql` and (${ORDER_KEYS[sort](sql`c.`)}, c.id) > (${start}, ${p.cursorId})`,
});

const UNSORTED: Order = { key: sql``, by: sql``, after: sql`` };
const ORDERS: Record<Sort, Order> = {
  // The indexes are declared `desc nulls last`; another order would sort instead of using them.
  newest: {
    key: sql``,
    by: sql` order by c.last_message_at desc nulls last, c.id desc nulls last`,
    after: sql` and (c.last_message_at, c.id) < (${p.cursorAt}, ${p.cursorId})`,
  },
  waiting: keyed(
    "waiting",
    sql`(select ${ORDER_KEYS.waiting(sql`cursor.`)}
      from (select ${p.cursorSince} as waiting_since, ${p.cursorAt} as last_message_at) cursor)`,
  ),
  due: keyed(
    "due",
    sql`(select ${ORDER_KEYS.due(sql`cursor.`)} from (select ${p.cursorSince} as snoozed_until) cursor)`,
  ),
  recent: {
    ...keyed("recent", sql``),
    by: sql` order by order_key, id desc`,
    after: sql` and (${ORDER_KEYS.recent(sql`c.`)} > timestamptz 'epoch' - ${p.cursorSince}
      or (${ORDER_KEYS.recent(sql`c.`)} = timestamptz 'epoch' - ${p.cursorSince} and c.id < ${p.cursorId}))`,
  },
};

/** The order of a page's rows, selected from `conversations`. */
export const rowOrder = (sort: Sort): SQL[] =>
  sort === "newest"
    ? [sql`"conversations"."last_message_at" desc nulls last`, sql`"conversations"."id" desc nulls last`]
    : [
        sql`"conversations"."order_key"`,
        sort === "recent" ? sql`"conversations"."id" desc` : sql`"conversations"."id"`,
      ];

/** At most `limit` ids of conversations that match a filter, unsorted. */
export async function matchingIds(tx: Tx, filter: ListFilter, actor: ListReader, limit: number): Promise<Id[]> {
  const statement = tx
    .select({ id: sql<Id>`found.id` })
    .from(sql`(${viewSource(filter, actor, limit, null)}) as found`)
    .limit(limit)
    .prepare(`matching_${shapeOf(filter, actor)}_${limit}`);
  return (await statement.execute(valuesOf(filter, actor))).map((row) => row.id);
}
