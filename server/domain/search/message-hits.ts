import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { idList, rowsOf } from "@/db/sql";
import type { Id } from "@/server/contract/ids";
import type { MessageHit, SearchFilter, SearchGroup } from "@/server/contract/search";
import type { ScopedActor } from "@/server/contract/team";
import { searchTextOf } from "@/server/domain/conversations/record/item-kinds";
import { conversationRows, type RawItem, selectItems } from "@/server/domain/conversations/record/rows";
import { maskingFor } from "@/server/domain/team/policy";
import { customerName, freeText, type Masking } from "@/server/domain/text/mask";
import { wordsQuery } from "@/server/lib/search-words";
import { findInIndex, findInNewest } from "./find-messages";
import { excerptOf, hasEveryWord } from "./marked";
import { type OpensInRow, opensIn, opensInColumns, toIso } from "./visible";

type Search = { words: readonly string[]; filter: SearchFilter; limit: number };
/** Of a masked reader's candidates, those are dropped whose words are hidden from them, so more are read. */
const MASKED_CANDIDATES = 400;

/** Messages, notes and notes about customers that have every word in what this reader sees of them, newest first. */
export async function messageHits(
  tx: Tx,
  actor: ScopedActor,
  { words, filter, limit }: Search,
): Promise<SearchGroup<MessageHit>> {
  const masking = maskingFor(actor);
  const search = { words, filter, limit: masking.masked ? MASKED_CANDIDATES : limit + 1 };
  const near = await findInNewest(tx, actor, search);
  let found = await load(tx, near.ids, words, masking);
  if (!near.isAll && found.length <= limit)
    found = await load(tx, await findInIndex(tx, actor, search), words, masking);
  const all = [...found, ...(await customerNotes(tx, actor, search))]
    .sort((a, b) => (a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1))
    .slice(0, limit + 1);
  return { hits: all.slice(0, limit), hasMore: all.length > limit, isCut: false };
}

async function load(tx: Tx, ids: Id[], words: readonly string[], masking: Masking): Promise<MessageHit[]> {
  if (ids.length === 0) return [];
  const items = await selectItems(tx, sql`select * from items where id = any(${idList(ids)})`);
  const seen = items.flatMap((item) => {
    const text = searchTextOf(item, masking);
    return hasEveryWord(text, words) ? [{ item, text }] : [];
  });
  const conversationIds = [...new Set(seen.map(({ item }) => item.conversationId))];
  const rows = await conversationRows(tx, conversationIds, masking);
  return seen.flatMap(({ item, text }) => {
    const row = rows.get(item.conversationId);
    if (!row) return [];
    const at = { conversationId: row.id, channel: item.channel ?? row.channel, place: row.place.name };
    const of = { customer: row.customer.name, status: row.status };
    return [{ ...at, ...of, ...ofItem(item), excerpt: excerptOf(text, words) }];
  });
}

const ofItem = (item: RawItem) => ({
  id: item.id,
  seq: item.seq,
  kind: item.kind === "note" ? ("note" as const) : ("message" as const),
  author: item.authorName,
  isInbound: item.direction === "in",
  hasAttachments: item.attachments !== null,
  at: item.at.toISOString(),
});

type NoteRow = OpensInRow & {
  id: Id;
  body: string;
  author: string;
  at: string;
  customer: string;
  status: MessageHit["status"];
};

/** Notes about customers. They have no attachments and no place or channel, so these filters leave them out. */
async function customerNotes(tx: Tx, actor: ScopedActor, { words, filter, limit }: Search): Promise<MessageHit[]> {
  const { from, before, personId } = filter;
  if (filter.hasAttachment || filter.channel || filter.placeId) return [];
  const masking = maskingFor(actor);
  const found = await rowsOf<NoteRow>(
    tx,
    sql`with hits as materialized (
        select n.id, n.customer_id, n.author_id, n.body, n.at from customer_notes n
        where to_tsvector('simple', search_fold(n.body)) @@ to_tsquery('simple', ${wordsQuery(words)})
          ${from ? sql`and n.at >= ${from}` : sql``} ${before ? sql`and n.at < ${before}` : sql``}
          ${personId ? sql`and n.author_id = ${personId}` : sql``}
        order by n.at desc, n.id desc limit ${MASKED_CANDIDATES})
      select h.id, h.body, u.name as author, h.at, v.customer_name as customer, v.status, ${opensInColumns}
      from (select * from hits order by at desc, id desc offset 0) h
      join users u on u.id = h.author_id
      cross join lateral ${opensIn(sql`h.customer_id`, actor, {})}
      order by h.at desc, h.id desc limit ${limit}`,
  );
  return found.flatMap(({ body, lastMessageAt: _, ...note }) => {
    const text = freeText(body, masking);
    if (!hasEveryWord(text, words)) return [];
    const fields = { seq: null, kind: "customerNote" as const, isInbound: false, hasAttachments: false };
    const customer = customerName(note.customer, masking);
    return [{ ...note, ...fields, customer, at: toIso(note.at), excerpt: excerptOf(text, words) }];
  });
}
