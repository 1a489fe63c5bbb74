import type { Tx } from "@/db/client";
import { preparedRows } from "@/db/prepared";
import type { Id } from "@/server/contract/ids";
import { commandStatement } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import { appending } from "@/server/outbox/append";
import { inboundSeqs } from "../record/allocate-seq";
import type { ConversationRecord } from "../record/load-conversation";
import type { Arrival } from "./arrival";

/** The stored data about an arrival. `n` is its position in the batch. */
export type Admitted = {
  n: number;
  /** False when this provider id was stored before. */
  fresh: boolean;
  endpointId: Id | null;
  placeId: Id | null;
  channel: string | null;
  customerId: Id | null;
  conversationId: Id | null;
  status: ConversationRecord["status"] | null;
};

/** An arrival as a JSON row for the statements. `n` is its position in the batch. */
const toRow = (one: Arrival, n: number) => ({
  n,
  connection: one.connectionId,
  event: one.externalId,
  address: one.to,
  item: one.itemId,
  kind: one.from.kind,
  scope: one.from.scope ?? "",
  value: one.from.value,
  body: one.text,
  preview: one.preview,
  files: one.attachments.length + one.attachmentIds.length > 0,
  // STOP, START and HELP start no wait.
  waits: one.keyword?.basis !== "keyword",
  client: one.clientMessageId,
  at: one.at,
});

// The conversation of a message from customer `k` to endpoint `e`: unresolved, and last used through this endpoint, started at
// its place, or at its place now (so it also finds conversations transferred to or from the place).
const MATCH = "(c.endpoint_id = e.id or c.origin_place_id = e.place_id or c.place_id = e.place_id)";
export const UNRESOLVED = `select c.id, c.status from conversations c
  where c.customer_id = k.customer_id and c.status <> 'resolved' and ${MATCH}
  order by (c.endpoint_id = e.id) desc, c.last_message_at desc, c.id desc limit 1`;

/** Inserts the provider id of each row `r`; `admitted` has those that were new. */
const takeIds = (rows: string): string => `
admitted as (
  insert into inbox_events (connection, event_id, kind, state, payload)
  select r.connection::text, r.event, 'message', 'applied', jsonb_build_object('itemId', r.item)
  from ${rows} order by r.connection, r.event
  on conflict do nothing
  returning connection, event_id
)`;

const ADMIT = `
with input as materialized (
  select * from json_to_recordset($1::json) as r(n int, connection uuid, event text, item uuid, kind text, scope text, value text, address text)
),
${takeIds("input r")}
select i.n, a.event_id is not null as fresh, e.id as "endpointId", e.place_id as "placeId", e.channel,
  k.customer_id as "customerId", c.id as "conversationId", c.status
from input i
left join admitted a on a.connection = i.connection::text and a.event_id = i.event
left join endpoints e on e.connection_id = i.connection and e.address = i.address and e.removed_at is null
left join customer_identities k on k.kind = i.kind and k.scope = i.scope and k.value = i.value
left join lateral (${UNRESOLVED}) c on true
order by i.n`;

/** Inserts each provider id, and finds its customer and the conversations it may belong to. One statement for any number. */
export function admit(tx: Tx, arrivals: readonly Arrival[]): Promise<Admitted[]> {
  const rows = arrivals.map(toRow);
  return preparedRows(tx, "receive_admit", ADMIT, [JSON.stringify(rows)]);
}

// The rest of the statement after `arrived` (messages with their locked, open conversations). Updates each conversation once.
const STORE = `
per as (
  select conversation, count(*)::int as added, max(n) as last, min(at) filter (where waits) as waiting from arrived group by 1
),
touched as (
  update conversations c set
    ${inboundSeqs("per.added")},
    last_message_at = greatest(c.last_message_at, $2::timestamptz),
    waiting_since = coalesce(c.waiting_since, per.waiting),
    preview = l.preview, preview_by = 'customer', channel = l.channel, endpoint_id = l.endpoint,
    contact_kind = l.kind, contact_scope = l.scope, contact_value = l.value
  from per join arrived l on l.n = per.last
  where c.id = per.conversation
  returning c.id, c.last_seq - per.added as seq, c.last_public_seq - per.added as public_seq
),
added as (
  insert into items (id, conversation_id, seq, public_seq, kind, direction, channel, endpoint_id, contact_kind, contact_scope, contact_value,
    body, has_attachments, external_id, client_message_id, at)
  select i.item, t.id, t.seq + i.place, t.public_seq + i.place, 'message', 'in', i.channel, i.endpoint, i.kind, i.scope, i.value,
    i.body, i.files, i.event, i.client, i.at
  from arrived i join touched t on t.id = i.conversation
  returning id, conversation_id, seq
)`;

/** Locks the conversations in `rows` in id order. Leaves out those that are no longer open, with their messages. */
const lockOpen = (rows: string): string => `
locked as materialized (
  select id from conversations where id in (select conversation from ${rows}) and status = 'open' order by id for no key update
)`;

const APPEND = `
with input as materialized (
  select * from json_to_recordset($1::json) as r(n int, conversation uuid, item uuid, endpoint uuid, channel text, kind text, scope text, value text,
    body text, preview text, files boolean, waits boolean, event text, client uuid, at timestamptz)
),
${lockOpen("input")},
arrived as materialized (
  select i.*, row_number() over (partition by i.conversation order by i.n)::int as place
  from input i join locked on locked.id = i.conversation
),
${STORE}
select i.n, added.seq from added join arrived i on i.item = added.id order by i.n`;

export type Placed = { n: number; arrival: Arrival; conversationId: Id; endpointId: Id; channel: string };

/** Appends the messages to their conversations and updates each conversation once. One statement for any number. */
export function appendInbound(tx: Tx, placed: readonly Placed[], now: Date): Promise<{ n: number; seq: number }[]> {
  const rows = placed.map(({ n, arrival, conversationId, endpointId, channel }) => ({
    ...toRow(arrival, n),
    conversation: conversationId,
    endpoint: endpointId,
    channel,
  }));
  return preparedRows(tx, "receive_append", APPEND, [JSON.stringify(rows), now.toISOString()]);
}

// A provider id is inserted only when the conversation is already locked, so every inserted id belongs to a stored message.
const RECEIVE = `
with input as materialized (
  select * from json_to_recordset($1::json) as r(n int, connection uuid, event text, address text, item uuid, kind text, scope text, value text,
    body text, preview text, files boolean, waits boolean, client uuid, at timestamptz)
),
ready as materialized (
  select i.*, e.id as endpoint, e.channel, c.id as conversation, k.customer_id as customer
  from input i
  join endpoints e on e.connection_id = i.connection and e.address = i.address and e.removed_at is null
  join customer_identities k on k.kind = i.kind and k.scope = i.scope and k.value = i.value
  join lateral (${UNRESOLVED}) c on c.status = 'open'
),
${lockOpen("ready")},
${takeIds("ready r join locked on locked.id = r.conversation")},
arrived as materialized (
  select r.*, row_number() over (partition by r.conversation order by r.n)::int as place
  from ready r join admitted a on a.connection = r.connection::text and a.event_id = r.event
),
${STORE},
logged as (
  ${appending(`select 'message.received', jsonb_build_object('conversationId', conversation_id, 'seqs', jsonb_agg(seq order by seq)),
    'customer', customer
  from added join arrived on arrived.item = added.id group by conversation_id, customer`)}
)
select i.n, i.conversation as "conversationId", added.seq from added join arrived i on i.item = added.id order by i.n`;

/**
 * The whole command for plain messages of known customers into open conversations: deduplicated, stored and published in one
 * statement. The arrivals' provider ids must differ.
 * @returns the conversation and `seq` of each stored message; nothing is written for the others
 */
export function receivePlain(
  ctx: Ctx,
  arrivals: readonly Arrival[],
): Promise<{ n: number; conversationId: Id; seq: number }[]> {
  const rows = arrivals.map(toRow);
  return commandStatement(ctx, "receive_plain", RECEIVE, [JSON.stringify(rows), ctx.now().toISOString()]);
}
