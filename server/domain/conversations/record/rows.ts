import { asc, eq, type SQL, Subquery, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Db, Tx } from "@/db/client";
import { prepared } from "@/db/prepared";
import { conversations, items, users } from "@/db/schema";
import type { AttachmentView, ConversationRow, Item, ItemBase } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import { contactLabel, customerName, type Masking, previewText } from "@/server/domain/text/mask";
import { ownOf } from "./item-kinds";
import { missedCallAt } from "./missed-call";
import { openCallback, pendingOffer, toCallback, toOffer, toScheduled, waitingReply } from "./row-parts";

const rowFields = {
  id: conversations.id,
  version: conversations.version,
  status: conversations.status,
  snoozedUntil: conversations.snoozedUntil,
  placeId: conversations.placeId,
  placeKind: conversations.placeKind,
  placeName: conversations.placeName,
  assigneeId: conversations.assigneeId,
  assigneeName: conversations.assigneeName,
  customerId: conversations.customerId,
  customerName: conversations.customerName,
  contactKind: conversations.contactKind,
  contactScope: conversations.contactScope,
  contactValue: conversations.contactValue,
  channel: conversations.channel,
  preview: conversations.preview,
  previewBy: conversations.previewBy,
  lastMessageAt: conversations.lastMessageAt,
  waitingSince: conversations.waitingSince,
  lastMissedCallAt: conversations.lastMissedCallAt,
  lastReplyFailed: conversations.lastReplyFailed,
  lastSeq: conversations.lastSeq,
  lastInboundSeq: conversations.lastInboundSeq,
  endpointId: conversations.endpointId,
  originPlaceId: conversations.originPlaceId,
  reads: conversations.reads,
  followers: conversations.followers,
  lastMentionAt: conversations.lastMentionAt,
  offeredUserId: conversations.offeredUserId,
  offeredPlaceId: conversations.offeredPlaceId,
  offer: pendingOffer,
  callback: openCallback,
  scheduled: waitingReply,
};

/**
 * Selects the columns of inbox rows over `source`, any subquery of whole conversations. Names and read marks are on the row;
 * only a pending offer is looked up.
 * @returns an open query: the caller adds order and runs it
 */
export function selectRows(db: Db | Tx, source: SQL) {
  return db.select(rowFields).from(new Subquery(source, {}, "conversations") as unknown as typeof conversations);
}
export type RawRow = Awaited<ReturnType<typeof selectRows>>[number];

/** Maps a conversation to the shape that queries, mutations and pushes all use. */
export function toRow(raw: RawRow, masking: Masking): ConversationRow {
  return {
    id: raw.id,
    version: raw.version,
    status: raw.status,
    snoozedUntil: raw.snoozedUntil?.toISOString() ?? null,
    place: { id: raw.placeId, kind: raw.placeKind, name: raw.placeName },
    assignee: raw.assigneeId ? { id: raw.assigneeId, name: raw.assigneeName ?? "" } : null,
    customer: {
      id: raw.customerId,
      name: customerName(raw.customerName, masking),
      contact: contactLabel(raw.contactKind, raw.contactValue, masking),
    },
    channel: raw.channel,
    preview: previewText(raw.preview, masking),
    previewBy: raw.previewBy,
    lastMessageAt: raw.lastMessageAt.toISOString(),
    waitingSince: raw.waitingSince?.toISOString() ?? null,
    missedCallAt: missedCallAt(raw),
    lastReplyFailed: raw.lastReplyFailed,
    lastSeq: raw.lastSeq,
    lastInboundSeq: raw.lastInboundSeq,
    offer: toOffer(raw, masking),
    callback: toCallback(raw.callback, masking),
    scheduled: toScheduled(raw.scheduled, masking),
    followers: raw.followers,
    lastMentionAt: raw.lastMentionAt?.toISOString() ?? null,
  };
}

/**
 * Loads inbox rows by id in one statement; missing ids are left out. Does not authorize; the caller has decided who may see
 * them.
 */
export async function conversationRows(
  db: Db | Tx,
  ids: readonly Id[],
  masking: Masking,
): Promise<Map<Id, ConversationRow>> {
  const raws = await unsafeRawRows(db, ids);
  return new Map(raws.map((raw) => [raw.id, toRow(raw, masking)]));
}

/** Loads one inbox row, for the response of a command. */
export async function conversationRow(db: Db | Tx, id: Id, masking: Masking): Promise<ConversationRow> {
  const row = (await conversationRows(db, [id], masking)).get(id);
  if (!row) throw new Error("conversationRow: the conversation does not exist");
  return row;
}

/** The unmapped rows, for callers that need both masking classes. */
export async function unsafeRawRows(db: Db | Tx, ids: readonly Id[]): Promise<RawRow[]> {
  if (ids.length === 0) return [];
  const statement = prepared(db, "rows_by_id", () =>
    selectRows(
      db,
      sql`select * from conversations c where c.id = any(string_to_array(${sql.placeholder("ids")}, ',')::uuid[])`,
    ).prepare("rows_by_id"),
  );
  return statement.execute({ ids: ids.join(",") });
}

const author = alias(users, "author");
const itemFields = {
  id: items.id,
  conversationId: items.conversationId,
  seq: items.seq,
  version: items.version,
  kind: items.kind,
  direction: items.direction,
  channel: items.channel,
  authorId: items.authorId,
  authorName: sql<string | null>`${author.name}`,
  body: items.body,
  system: items.system,
  detail: items.detail,
  mentions: items.mentions,
  deliveryStatus: items.deliveryStatus,
  deliveryError: items.deliveryError,
  attempt: items.attempt,
  sendAt: items.sendAt,
  clientMessageId: items.clientMessageId,
  at: items.at,
  attachments: sql<AttachmentView[] | null>`case when ${items.hasAttachments} then (
    select json_agg(json_build_object('id', a.id, 'name', a.name, 'mime', a.mime, 'bytes', a.bytes, 'state', a.state)
      order by a.position, a.id)
    from attachments a where a.item_id = ${items.id}) end`,
};

/** Items over `source`, a subquery of whole items, with authors and attachments, oldest first. One statement. */
export function selectItems(db: Db | Tx, source: SQL) {
  return db
    .select(itemFields)
    .from(new Subquery(source, {}, "items") as unknown as typeof items)
    .leftJoin(author, eq(author.id, items.authorId))
    .orderBy(asc(items.conversationId), asc(items.seq));
}
export type RawItem = Awaited<ReturnType<typeof selectItems>>[number];

/** Maps an item to the shape that all readers use. */
export function toItem(raw: RawItem, masking: Masking): Item {
  const base: ItemBase = {
    id: raw.id,
    conversationId: raw.conversationId,
    seq: raw.seq,
    version: raw.version,
    author: raw.authorId ? { id: raw.authorId, name: raw.authorName ?? "" } : null,
    at: raw.at.toISOString(),
  };
  return { ...base, ...ownOf(raw, masking) } as Item;
}

/** Items of one conversation by `seq`, oldest first. Does not authorize. */
export async function itemsOf(
  db: Db | Tx,
  conversationId: Id,
  seqs: readonly number[],
  masking: Masking,
): Promise<Item[]> {
  return (await itemsOfMany(db, [{ conversationId, seqs }], masking)).get(conversationId) ?? [];
}

/** Items of many conversations in one statement, by conversation, oldest first. Does not authorize. */
async function itemsOfMany(
  db: Db | Tx,
  wanted: readonly { conversationId: Id; seqs: readonly number[] }[],
  masking: Masking,
): Promise<Map<Id, Item[]>> {
  return byConversation((await unsafeRawItems(db, wanted)).map((raw) => toItem(raw, masking)));
}

export async function unsafeRawItems(
  db: Db | Tx,
  wanted: readonly { conversationId: Id; seqs: readonly number[] }[],
): Promise<RawItem[]> {
  const pairs = wanted.flatMap(({ conversationId, seqs }) => seqs.map((seq) => ({ c: conversationId, s: seq })));
  if (pairs.length === 0) return [];
  const statement = prepared(db, "items_by_seq", () =>
    selectItems(
      db,
      sql`select i.* from (select distinct c, s from json_to_recordset(${sql.placeholder("pairs")}::json) as p(c uuid, s int)) p
        join items i on i.conversation_id = p.c and i.seq = p.s`,
    ).prepare("items_by_seq"),
  );
  return statement.execute({ pairs: JSON.stringify(pairs) });
}

function byConversation(list: readonly Item[]): Map<Id, Item[]> {
  const grouped = new Map<Id, Item[]>();
  for (const item of list) {
    const group = grouped.get(item.conversationId);
    if (group) group.push(item);
    else grouped.set(item.conversationId, [item]);
  }
  return grouped;
}
