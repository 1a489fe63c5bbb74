import { type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { recordset, rowsOf } from "@/db/sql";
import type { Id } from "@/server/contract/ids";
import type { PublicAttachment, PublicMessage, PublicThread } from "@/server/contract/sockets";
import { systemClock } from "@/server/lib/clock";
import { env } from "@/server/lib/env";
import { groupBy } from "@/server/lib/group-by";
import { signedMediaUrl } from "@/server/lib/media-url";

const MOST_THREADS = 3;
const MOST_MESSAGES = 200;
/** The lifetime of file links: a day, because the widget fetches new ones whenever it opens. */
const LINK_SECONDS = 86_400;

type PublicRow = {
  conversation: Id;
  id: Id;
  place: number;
  direction: "in" | "out";
  author: string | null;
  body: string;
  client: string | null;
  at: string;
  files: Omit<PublicAttachment, "url">[] | null;
};

/**
 * The customer's view of the thread: only messages with a public number to or from this visitor, without texts on the same
 * customer's phone, notes and system lines. The numbering is dense per visitor, so that omitted items do not show as gaps; an
 * item never leaves or joins later, so the numbers are stable.
 */
const seenBy = (visitorId: SQL, conversation: SQL) => sql`
  select i.conversation_id, i.id, i.direction, i.author_id, i.body, i.client_message_id, i.at, i.has_attachments, i.seq,
    row_number() over (partition by i.conversation_id order by i.public_seq)::int as place
  from items i
  where i.conversation_id = ${conversation} and i.public_seq is not null
    and i.contact_kind = 'visitor' and i.contact_value = ${visitorId}`;

/** The newest conversations of this visitor, newest last, each with its newest messages. */
export async function publicThreads(db: Db, visitorId: string): Promise<PublicThread[]> {
  const mine = await rowsOf<{ id: Id }>(
    db,
    sql`select c.id from customer_identities k join conversations c on c.customer_id = k.customer_id
      where k.kind = 'visitor' and k.value = ${visitorId} and exists (
        select 1 from items i where i.conversation_id = c.id and i.public_seq is not null
          and i.contact_kind = 'visitor' and i.contact_value = ${visitorId})
      order by c.last_message_at desc, c.id desc limit ${MOST_THREADS}`,
  );
  const threads = await Promise.all(mine.map(({ id }) => publicThread(db, visitorId, id)));
  return threads.reverse();
}

/** The messages of one conversation after a public number. Empty for a conversation that is not this visitor's. */
export async function publicThread(
  db: Db,
  visitorId: string,
  conversationId: Id,
  afterPublicSeq = 0,
): Promise<PublicThread> {
  const rows = await rowsOf<PublicRow>(
    db,
    sql`select * from (
        select v.conversation_id as conversation, v.id, v.place, v.direction, u.name as author, v.body,
          v.client_message_id as client, v.at::text as at, ${files()} as files
        from (${seenBy(sql`${visitorId}`, sql`${conversationId}::uuid`)}) v left join users u on u.id = v.author_id
        where v.place > ${afterPublicSeq} order by v.place desc limit ${MOST_MESSAGES}
      ) newest order by place`,
  );
  const messages = rows.map(toMessage);
  return { conversationId, messages, lastPublicSeq: messages.at(-1)?.publicSeq ?? afterPublicSeq };
}

/**
 * Items that were just written or changed, as pushed to the widgets of the visitors they concern. One statement for any number.
 */
export async function publicMessages(
  db: Db,
  written: readonly { conversationId: Id; seqs: readonly number[] }[],
  visitorIds: readonly string[],
): Promise<{ visitorId: string; conversationId: Id; messages: PublicMessage[] }[]> {
  const entries = written.flatMap(({ conversationId, seqs }) => seqs.map((seq) => ({ c: conversationId, s: seq })));
  if (entries.length === 0 || visitorIds.length === 0) return [];
  const rows = await rowsOf<PublicRow & { visitor: string }>(
    db,
    sql`with written as materialized (select c, s from ${recordset(entries, "c uuid, s int")}),
      concerned as materialized (
        select distinct i.conversation_id, i.contact_value as visitor
        from written w join items i on i.conversation_id = w.c and i.seq = w.s
        where i.public_seq is not null and i.contact_kind = 'visitor'
          and i.contact_value in (select json_array_elements_text(${JSON.stringify(visitorIds)}::json)))
      select m.visitor, v.conversation_id as conversation, v.id, v.place, v.direction, u.name as author, v.body,
        v.client_message_id as client, v.at::text as at, ${files()} as files
      from concerned m cross join lateral (${seenBy(sql`m.visitor`, sql`m.conversation_id`)}) v
      left join users u on u.id = v.author_id
      where (v.conversation_id, v.seq) in (select c, s from written) order by v.place`,
  );
  return [...groupBy(rows, ({ visitor, conversation }) => `${conversation} ${visitor}`).values()].map((group) => ({
    visitorId: (group[0] as (typeof rows)[number]).visitor,
    conversationId: (group[0] as (typeof rows)[number]).conversation,
    messages: group.map(toMessage),
  }));
}

const files = () => sql`case when v.has_attachments then (
  select json_agg(json_build_object('id', a.id, 'name', a.name, 'mime', a.mime, 'bytes', a.bytes) order by a.position, a.id)
  from attachments a where a.item_id = v.id and a.state = 'ready') end`;

/** Lists the fields explicitly, so that a new column of an item is never sent by accident. */
function toMessage(row: PublicRow): PublicMessage {
  return {
    id: row.id,
    publicSeq: row.place,
    from: row.direction === "in" ? "customer" : "staff",
    author: row.direction === "out" ? (row.author?.split(/\s+/)[0] ?? null) : null,
    body: row.body,
    attachments: (row.files ?? []).map(({ id, name, mime, bytes }) => ({
      id,
      name,
      mime,
      bytes,
      url: signedMediaUrl(env().PUBLIC_URL, id, systemClock(), LINK_SECONDS),
    })),
    clientMessageId: row.client,
    at: new Date(row.at).toISOString(),
  };
}
