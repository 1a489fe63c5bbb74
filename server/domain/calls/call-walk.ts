import { type SQL, sql } from "drizzle-orm";
import { idList } from "@/db/sql";
import type { CallFilter } from "@/server/contract/call-lists";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";

/** One entry of a list, before its conversation and its item are loaded. */
export type EntryRef = { item_id: Id; conversation_id: Id; seq: number; at: string };
export type After = { at: string; id: Id };

/** `canRead` as a condition on `call_entries`, which copy where their conversation is. A test compares the two. */
export function entryVisibleTo({ id, scope }: PersonActor): SQL {
  if (scope.all) return sql`true`;
  const mine = idList(scope.placeIds);
  return sql`(e.place_id = any(${mine}) or e.offered_place_id = any(${mine}) or e.assignee_id = ${id}
    or e.offered_user_id = ${id})`;
}

function kindsOf({ tab, way }: CallFilter): readonly string[] {
  const kinds = tab === "missed" ? ["missed"] : ["in", "out", "missed"];
  return way ? kinds.filter((kind) => (way === "out") === (kind === "out")) : kinds;
}

// The indexes are declared `desc nulls last`; another order would sort instead of using them.
const NEWEST_FIRST = sql`order by e.started_at desc nulls last, e.item_id desc nulls last`;
const COLUMNS = sql`e.item_id, e.conversation_id, e.seq, e.started_at`;
/** A time as text, as cursors carry it: the drivers of the two engines read timestamps differently. */
export const isoText = (column: SQL): SQL =>
  sql`to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
export const isoOf = (column: SQL): SQL => sql`${isoText(column)} as at`;
const AT = isoOf(sql`e.started_at`);

/**
 * The newest entries of a filter that this person may read. Everything they may read is in a few sets (a place of theirs, what is
 * assigned or offered to them), each of which has an index in the order of the list: of each, one page is read, and
 * the newest of all are the page. So a page costs the same however many calls there are.
 */
export function callWalk(actor: PersonActor, filter: CallFilter, limit: number, after: After | null): SQL {
  const rest = sql`${filter.placeId ? sql`and e.place_id = ${filter.placeId}` : sql``}
    ${filter.tab === "recorded" ? sql`and e.is_recorded` : sql``}
    ${after ? sql`and (e.started_at, e.item_id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}`;
  const end = sql`${NEWEST_FIRST} limit ${limit}`;
  if (filter.tab === "live") return liveWalk(actor, filter, sql`${rest} ${end}`);
  const walks = kindsOf(filter).flatMap((kind) =>
    setsOf(actor, filter).map(
      ({ from, where }) => sql`(select w.* from ${from} cross join lateral (
        select ${COLUMNS} from call_entries e
        where ${where} and e.kind = ${kind} ${rest} ${end}) w)`,
    ),
  );
  if (walks.length === 0) return sql`select ${COLUMNS}, ${AT} from call_entries e where false`;
  // Without `all`, so that an entry of two sets is in the list once.
  return sql`select ${COLUMNS}, ${AT} from (${sql.join(walks, sql` union `)}) e ${end}`;
}

/** Calls that go on are few, and have an index of their own. */
const liveWalk = (actor: PersonActor, { way }: CallFilter, rest: SQL): SQL =>
  sql`select ${COLUMNS}, ${AT} from call_entries e
    where e.ended_at is null and ${entryVisibleTo(actor)} ${way ? sql`and e.kind = ${way}` : sql``} ${rest}`;

type EntrySet = { from: SQL; where: SQL };
const ONCE = sql`(select 1) once`;

function setsOf({ id, scope }: PersonActor, { placeId }: CallFilter): EntrySet[] {
  if (scope.all || (placeId && scope.placeIds.includes(placeId))) {
    return [{ from: ONCE, where: placeId ? sql`e.place_id = ${placeId}` : sql`true` }];
  }
  const places = sql`unnest(${idList(scope.placeIds)}) as mine(id)`;
  return [
    { from: places, where: sql`e.place_id = mine.id` },
    { from: places, where: sql`e.offered_place_id = mine.id` },
    { from: ONCE, where: sql`e.assignee_id = ${id}` },
    { from: ONCE, where: sql`e.offered_user_id = ${id}` },
  ];
}
