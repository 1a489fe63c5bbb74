import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { idList, rowsOf } from "@/db/sql";
import type { Id } from "@/server/contract/ids";
import type { SearchFilter } from "@/server/contract/search";
import type { ScopedActor } from "@/server/contract/team";
import { placesOf } from "@/server/domain/actors";
import { likeText, wordsQuery } from "@/server/lib/search-words";
import { searched } from "./visible";

/** How many of the newest conversations, and of the newest items of each, are read before the index is used. */
const NEAR = 60;
const NEAR_ITEMS = 25;
/** Readers of more places have fewer conversations of each. */
const NEAR_PLACES = 12;

type Search = { words: readonly string[]; filter: SearchFilter; limit: number };

/**
 * Messages and notes with every word in the reader's newest conversations, newest first: a frequent word is found without reading each
 * of its occurrences (ADR 0075). `isAll`: the reader has no other conversations, so these are all.
 */
export async function findInNewest(tx: Tx, actor: ScopedActor, search: Search): Promise<{ ids: Id[]; isAll: boolean }> {
  const { source, each } = newest(actor, search.filter);
  const near = await rowsOf<{ id: Id }>(
    tx,
    sql`select id from (${source}) n group by id order by max(last_message_at) desc nulls last, id limit ${NEAR}`,
  );
  const isAll = near.length < Math.min(NEAR, each);
  if (near.length === 0) return { ids: [], isAll };
  const newestItems = isAll ? sql`` : sql`order by seq desc limit ${NEAR_ITEMS}`;
  const found = await rowsOf<{ id: Id }>(
    tx,
    sql`select i.id from unnest(${idList(near.map(({ id }) => id))}) as near(id)
      join conversations on conversations.id = near.id and ${searched(actor, search.filter)}
      cross join lateral (select * from items where conversation_id = near.id ${newestItems}) i
      where ${mayMatch(search.words)} and ${matches(search)}
      order by i.at desc, i.id desc limit ${search.limit}`,
  );
  return { ids: found.map(({ id }) => id), isAll };
}

/**
 * The same by the index of words, in all conversations: for words that are not frequent, because all their hits are sorted.
 * `offset 0` keeps the order of the steps: the index, the newest first, and then who may see them, until there are enough.
 */
export async function findInIndex(tx: Tx, actor: ScopedActor, search: Search): Promise<Id[]> {
  const found = await rowsOf<{ id: Id }>(
    tx,
    sql`with hits as materialized (
        select i.id, i.conversation_id, i.at from items i where ${matches(search)})
      select h.id from (select * from hits order by at desc, id desc offset 0) h
      cross join lateral (
        select from conversations where conversations.id = h.conversation_id and ${searched(actor, search.filter)} offset 0) c
      order by h.at desc, h.id desc limit ${search.limit}`,
  );
  return found.map(({ id }) => id);
}

const matches = ({ words, filter }: Search): SQL => {
  const { personId, from, before, hasAttachment } = filter;
  const parts = [
    sql`i.kind in ('message', 'note') and to_tsvector('simple', search_fold(i.body)) @@ to_tsquery('simple', ${wordsQuery(words)})`,
    from && sql`i.at >= ${from}`,
    before && sql`i.at < ${before}`,
    hasAttachment && sql`i.has_attachments`,
    personId &&
      sql`(i.author_id = ${personId} or exists (
      select from conversations a where a.id = i.conversation_id and a.assignee_id = ${personId}))`,
  ];
  return sql.join(
    parts.filter((part) => part !== undefined && part !== ""),
    sql` and `,
  );
};

/** Cheaper than splitting a text into words, and true for every text that has them. */
const mayMatch = (words: readonly string[]): SQL =>
  sql.join(
    words.map((word) => sql`search_fold(i.body) like ${`%${likeText(word)}%`}`),
    sql` and `,
  );

/** The newest conversations of the reader's places, their own, and those offered to them; at most `each` of each kind. */
function newest(actor: ScopedActor, { placeId }: SearchFilter): { source: SQL; each: number } {
  const { all, placeIds } = placesOf(actor);
  if (all && !placeId) return { source: newestWhere(sql`true`, NEAR), each: NEAR };
  const inScope = placeId ? [placeId].filter((id) => all || placeIds.includes(id)) : placeIds;
  const each = inScope.length <= NEAR_PLACES ? NEAR : 5;
  const source = sql`select w.* from unnest(${idList(inScope)}) as mine(id)
      cross join lateral (${newestWhere(sql`place_id = mine.id`, each)}) w
    union all ${newestWhere(sql`assignee_id = ${actor.id}`, each)}
    union all (select id, last_message_at from conversations where offered_user_id = ${actor.id} limit ${each})
    union all (select id, last_message_at from conversations
      where offered_place_id = any(${idList(placeIds)}) limit ${each})`;
  return { source, each };
}

const STATUSES = [sql`status = 'open'`, sql`status = 'snoozed'`, sql`status = 'resolved'`];
const newestWhere = (where: SQL, limit: number): SQL =>
  sql.join(
    STATUSES.map(
      (status) => sql`(select id, last_message_at from conversations where ${where} and ${status}
        order by last_message_at desc nulls last, id desc nulls last limit ${limit})`,
    ),
    sql` union all `,
  );
