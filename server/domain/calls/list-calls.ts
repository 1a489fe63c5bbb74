import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { conversations } from "@/db/schema";
import { rowsOf } from "@/db/sql";
import { type CallPage, type CallRow, ListCalls } from "@/server/contract/call-lists";
import { DomainError } from "@/server/contract/errors";
import { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { MISSED_CALL_WAITS } from "@/server/domain/conversations/record/missed-call";
import { visibleTo } from "@/server/domain/conversations/record/policy";
import { toItem, toRow, unsafeRawItems, unsafeRawRows } from "@/server/domain/conversations/record/rows";
import { maskingFor } from "@/server/domain/team/policy";
import { callWalk, type EntryRef, isoOf } from "./call-walk";

type Query = z.output<typeof ListCalls>;
/** `waiting`: the page continues among missed calls whose customers wait, which come first. */
const Cursor = z.tuple([z.enum(["waiting", "newest"]), z.iso.datetime(), Id]);
type Cursor = z.infer<typeof Cursor>;
type Found = { entries: EntryRef[]; next: Cursor | null };

/**
 * One page of calls, newest first; of missed calls, those whose customers still wait come first, longest wait first, and are among
 * the newest again. Read access is that of their conversations.
 * @throws DomainError "invalid" for a cursor that this query did not issue
 * @source Storeline `call_entries`
 */
export async function listCalls(ctx: Ctx<PersonActor>, input: z.input<typeof ListCalls>): Promise<CallPage> {
  const query = ListCalls.parse(input);
  const cursor = query.cursor ? decode(query.cursor) : null;
  const found = await find(ctx, query, cursor);
  return { rows: await load(ctx, found.entries), nextCursor: found.next && encode(found.next) };
}

async function find(ctx: Ctx<PersonActor>, query: Query, cursor: Cursor | null): Promise<Found> {
  const startsWaiting = query.tab === "missed" && query.way !== "out" && cursor?.[0] !== "newest";
  const waiting = startsWaiting ? await findWaiting(ctx, query, cursor) : { entries: [], next: null };
  if (waiting.next) return waiting;
  const newest = await findNewest(ctx, query, cursor?.[0] === "newest" ? cursor : null);
  return { entries: [...waiting.entries, ...newest.entries], next: newest.next };
}

async function findNewest({ db, actor }: Ctx<PersonActor>, query: Query, cursor: Cursor | null): Promise<Found> {
  const after = cursor && { at: cursor[1], id: cursor[2] };
  const found = await rowsOf<EntryRef>(db, callWalk(actor, query, query.limit + 1, after));
  const entries = found.slice(0, query.limit);
  const last = found.length > query.limit ? entries.at(-1) : undefined;
  return { entries, next: last ? ["newest", last.at, last.item_id] : null };
}

/** The most calls of one waiting customer that are listed. */
const OF_ONE = 10;

async function findWaiting({ db, actor }: Ctx<PersonActor>, query: Query, cursor: Cursor | null): Promise<Found> {
  const found = await rowsOf<EntryRef>(db, waitingEntries(actor, query, cursor));
  const ids = [...new Set(found.map(({ conversation_id }) => conversation_id))];
  const shown = new Set(ids.slice(0, query.limit));
  const entries = found.filter(({ conversation_id }) => shown.has(conversation_id));
  const last = ids.length > query.limit ? entries.at(-1) : undefined;
  return { entries, next: last ? ["waiting", last.at, last.conversation_id] : null };
}

function waitingEntries(actor: PersonActor, { placeId, limit }: Query, cursor: Cursor | null): SQL {
  const { id, waitingSince } = conversations;
  const atPlace = placeId ? sql`and ${conversations.placeId} = ${placeId}` : sql``;
  const after = cursor ? sql`and (${waitingSince}, ${id}) > (${cursor[1]}::timestamptz, ${cursor[2]}::uuid)` : sql``;
  return sql`select e.item_id, e.conversation_id, e.seq,
      ${isoOf(sql`w.waiting_since`)}
    from (select id, waiting_since from conversations
      where ${MISSED_CALL_WAITS} and ${visibleTo(actor)} ${atPlace} ${after}
      order by waiting_since, id limit ${limit + 1}) w
    cross join lateral (select * from call_entries e
      where e.conversation_id = w.id and e.kind = 'missed' and e.ended_at >= w.waiting_since
      order by e.started_at desc limit ${OF_ONE}) e
    order by w.waiting_since, w.id, e.started_at desc`;
}

/** Loads the rows of these entries, in their order. An entry that this version cannot read is left out. */
async function load({ db, actor }: Ctx<PersonActor>, entries: readonly EntryRef[]): Promise<CallRow[]> {
  const masking = maskingFor(actor);
  const ids = [...new Set(entries.map(({ conversation_id }) => conversation_id))];
  const rawRows = await unsafeRawRows(db, ids);
  const wanted = entries.map(({ conversation_id: conversationId, seq }) => ({ conversationId, seqs: [seq] }));
  const rawItems = await unsafeRawItems(db, wanted);
  const rows = new Map(rawRows.map((raw) => [raw.id, toRow(raw, masking)]));
  const items = new Map(rawItems.map((raw) => [raw.id, toItem(raw, masking)]));
  return entries.flatMap(({ conversation_id, item_id }) => {
    const [conversation, item] = [rows.get(conversation_id), items.get(item_id)];
    return conversation && item?.kind === "call" ? [{ conversation, item }] : [];
  });
}

const encode = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString("base64url");

function decode(cursor: string): Cursor {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
  } catch {
    throw new DomainError("invalid", "badCursor");
  }
}
