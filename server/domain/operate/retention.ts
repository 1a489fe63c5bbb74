import { type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { events, inboxEvents, offers, rateLimits, sessions, undoRecords } from "@/db/schema";
import type { Env } from "@/server/lib/env";

const DAY_MS = 24 * 3_600_000;

/** The parameters of one retention pass. */
export type Pass = {
  settings: Pick<Env, (typeof RETENTION_SETTINGS)[number]>;
  now: Date;
  /** Rows one statement may take, so that its locks are short; the next pass takes the rest. */
  atOnce: number;
};
export const RETENTION_SETTINGS = [
  "RETENTION_LOG_DAYS",
  "RETENTION_PARKED_DAYS",
  "RETENTION_MESSAGE_KEY_DAYS",
  "RETENTION_FACT_KEY_DAYS",
  "RETENTION_UNDO_DAYS",
  "RETENTION_SESSION_DAYS",
  "RETENTION_OFFER_DAYS",
] as const;

type Rule =
  /** Never dropped by age, and why. */
  | { keptBecause: string }
  /** Dropped elsewhere, and where. */
  | { droppedBy: string }
  /** Statements that return a row for each row they dropped. */
  | { drop: (pass: Pass) => SQL[] };

const daysAgo = ({ now }: Pass, days: number): string => new Date(now.getTime() - days * DAY_MS).toISOString();

/** Its rows are those dropped, without columns. */
const drop = (...args: Parameters<typeof deleteFrom>): SQL => sql`with dropped as (${deleteFrom(...args)} returning 1)
  select from dropped`;

/** Rows that another node is dropping at this moment are left to it. */
function deleteFrom(table: PgTable, key: PgColumn[], which: SQL, by: PgColumn, { atOnce }: Pass): SQL {
  const keys = sql.join(key, sql`, `);
  return sql`delete from ${table} where (${keys}) in
    (select ${keys} from ${table} where ${which} order by ${by} limit ${atOnce} for update skip locked)`;
}

/** How much longer than `RETENTION_LOG_DAYS` events wait for a consumer that has not read them. */
const CONSUMER_GRACE_DAYS = 7;

/** Since when some consumer of the log has read nothing. Events are in the order of their transactions, not quite of their times. */
const UNREAD_SINCE = sql`(select min(next.at) - interval '10 minutes' from consumers c cross join lateral (
    select e.at from events e where (e.tx, e.id) > (c.tx, c.id) order by e.tx, e.id limit 1) next
  where c.epoch = (select epoch from log_epoch))`;

/** Events that a consumer of the log has not read are kept longer, within reason; those it then loses leave it a gap. */
function dropEvents(pass: Pass): SQL {
  const days = pass.settings.RETENTION_LOG_DAYS;
  const atLeast = sql`${daysAgo(pass, days + CONSUMER_GRACE_DAYS)}::timestamptz`;
  const before = sql`least(${daysAgo(pass, days)}::timestamptz, greatest(${atLeast}, coalesce(${UNREAD_SINCE}, 'infinity')))`;
  return sql`with dropped as (${deleteFrom(events, [events.tx, events.id], sql`${events.at} < ${before}`, events.at, pass)}
      returning tx, id),
    marked as (update consumers c set has_gap = true
      where not has_gap and exists (select 1 from dropped d where (d.tx, d.id) > (c.tx, c.id)))
    select from dropped`;
}

const inboxKey = [inboxEvents.connection, inboxEvents.eventId];
const isFact = sql`${inboxEvents.kind} like 'retail.%'`;

/** Parked events whose dependency never arrived, and payloads that are no longer needed. */
const forgetPayloads = (pass: Pass): SQL => {
  const keys = sql.join(inboxKey, sql`, `);
  const before = daysAgo(pass, pass.settings.RETENTION_PARKED_DAYS);
  return sql`update ${inboxEvents} set payload = null, waits_for = null,
      state = case when state = 'parked' then 'stale' else state end
    where (${keys}) in (select ${keys} from ${inboxEvents} where ${inboxEvents.receivedAt} < ${before}
      and ${inboxEvents.payload} is not null order by ${inboxEvents.receivedAt} limit ${pass.atOnce} for update skip locked)
    returning 1`;
};

/**
 * How long the rows of each table are kept. A table that is not here fails a test: it grows without an end, or has a reason to.
 */
export const RETENTION: Record<string, Rule> = {
  events: {
    drop: (pass) => [dropEvents(pass)],
  },
  inbox_events: {
    drop: (pass) => {
      const facts = daysAgo(pass, pass.settings.RETENTION_FACT_KEY_DAYS);
      const messages = daysAgo(pass, pass.settings.RETENTION_MESSAGE_KEY_DAYS);
      // One condition on the index first: the keys of messages are kept longest, and stand between the old facts.
      const isOld = sql`${inboxEvents.receivedAt} < ${facts} and ${inboxEvents.state} <> 'parked'
        and (${isFact} or ${inboxEvents.receivedAt} < ${messages})`;
      return [forgetPayloads(pass), drop(inboxEvents, inboxKey, isOld, inboxEvents.receivedAt, pass)];
    },
  },
  undo_records: {
    drop: (pass) => [
      drop(
        undoRecords,
        [undoRecords.undoId, undoRecords.conversationId],
        sql`${undoRecords.at} < ${daysAgo(pass, pass.settings.RETENTION_UNDO_DAYS)}`,
        undoRecords.at,
        pass,
      ),
    ],
  },
  sessions: {
    drop: (pass) => [
      drop(
        sessions,
        [sessions.id],
        sql`${sessions.expiresAt} < ${daysAgo(pass, pass.settings.RETENTION_SESSION_DAYS)}`,
        sessions.expiresAt,
        pass,
      ),
    ],
  },
  rate_limits: {
    drop: (pass) => [
      drop(rateLimits, [rateLimits.key], sql`${rateLimits.expire} < ${daysAgo(pass, 1)}`, rateLimits.expire, pass),
    ],
  },
  offers: {
    drop: (pass) => [
      drop(
        offers,
        [offers.id],
        sql`${offers.state} <> 'pending' and ${offers.createdAt} < ${daysAgo(pass, pass.settings.RETENTION_OFFER_DAYS)}`,
        offers.createdAt,
        pass,
      ),
    ],
  },
  consumers: { keptBecause: "one row a consumer: where it goes on" },
  jobs: { droppedBy: "the relay, once pg-boss has them; pg-boss drops its own a day after they ended" },
  send_holds: { droppedBy: "the ledger, when the opt-out is stored, or watchHolds after 24 hours" },
  attachments: { droppedBy: "purgeUnsentFiles, for files that were never sent; sent ones are part of their message" },
  attachment_blobs: { droppedBy: "purgeUnsentFiles, with their attachments" },
  conversations: { keptBecause: "a customer's conversations are never deleted by age" },
  items: { keptBecause: "they are the conversation; delivery states and provider ids stand in them" },
  consent_events: { keptBecause: "the ledger is the evidence of every opt-in and opt-out" },
  consent_states: { keptBecause: "it is the ledger's present verdict: without it an opt-out would be forgotten" },
  customers: { keptBecause: "their conversations are kept" },
  customer_identities: { keptBecause: "one row an address, by which a customer is known again" },
  unverified_identities: { keptBecause: "what a visitor left is how they are answered; one row each" },
  customer_notes: { keptBecause: "colleagues wrote them to be kept" },
  loyalty_accounts: { keptBecause: "one row a member, replaced by the source" },
  orders: { keptBecause: "one row an order, as long as its customer asks about it" },
  order_lines: { keptBecause: "they are the order" },
  fulfilments: { keptBecause: "they are the order" },
  shipments: { keptBecause: "they are the order" },
  skus: { keptBecause: "the catalog: one row a SKU" },
  stock_levels: { keptBecause: "one row a SKU, place and source, overwritten" },
  feeds: { keptBecause: "one row a source, stream and place, overwritten" },
  log_epoch: { keptBecause: "one row" },
  connections: { keptBecause: "one row an account" },
  provider_sync: { keptBecause: "one row a connection, overwritten" },
  endpoints: { keptBecause: "one row an address of ours" },
  places: { keptBecause: "one row a store or team" },
  users: { keptBecause: "their names stand in history" },
  user_places: { keptBecause: "one row a person and place" },
};
