import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { ACTOR_KINDS } from "@/server/contract/events";
import { at, xid8 } from "./columns";

/**
 * The log. Written by `command()` and `commandStatement()`, in the transaction of the rows it describes (for `commandStatement()`, in the same statement); read by each node's
 * relay and by `sync.since`; kept 7 days. `(tx, id)` is the cursor: a reader stops below the oldest transaction still running.
 */
export const events = pgTable(
  "events",
  {
    tx: xid8("tx").notNull().default(sql`pg_current_xact_id()`),
    id: bigint("id", { mode: "bigint" }).generatedAlwaysAsIdentity().notNull(),
    type: text("type").notNull(),
    payload: jsonb("payload").notNull(),
    /** The actor that caused it. `actor_id` is a person, a customer or an integration by kind; null for a part of the system (ADR 0031). */
    actorKind: text("actor_kind", { enum: ACTOR_KINDS }).notNull().default("system"),
    actorId: uuid("actor_id"),
    at: at("at").notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.tx, t.id] }), index("events_at").on(t.at)],
);

/**
 * One row that identifies the database to which the log's transaction ids belong. A restored log has the row but not the ids;
 * it begins a new epoch when it is opened (`db/log-epoch.ts`), and cursors of earlier epochs are void.
 */
export const logEpoch = pgTable("log_epoch", {
  isOnly: boolean("is_only").primaryKey().default(true),
  epoch: integer("epoch").notNull(),
  source: text("source").notNull(),
});

/**
 * One row per durable consumer of the log: `(epoch, tx, id)` is the last handled event, updated in the transaction of its
 * effects. The process that holds the lease runs the consumer (ADR 0040).
 */
export const consumers = pgTable("consumers", {
  name: text("name").primaryKey(),
  epoch: integer("epoch").notNull(),
  tx: xid8("tx").notNull(),
  id: bigint("id", { mode: "bigint" }).notNull(),
  holder: uuid("holder"),
  leaseUntil: at("lease_until"),
  /** Events after the position were pruned unread. */
  hasGap: boolean("has_gap").notNull().default(false),
  /** How often the next event has failed, and when it may be retried. */
  failures: integer("failures").notNull().default(0),
  retryAt: at("retry_at"),
  stoppedAt: at("stopped_at"),
});

/**
 * Jobs enqueued by commands. Written in their transaction; moved to pg-boss after commit by the relay, then deleted. Healthy:
 * empty within a second.
 */
export const jobs = pgTable("jobs", {
  id: bigint("id", { mode: "bigint" }).generatedAlwaysAsIdentity().primaryKey(),
  name: text("name").notNull(),
  payload: jsonb("payload").notNull(),
  runAt: at("run_at").notNull().default(sql`now()`),
});

/**
 * Every message of a provider and every fact of a source, once: (connection, event id). Written in the transaction of its
 * effect; `payload` is kept for parked events. `RETENTION` says how long both are kept.
 */
export const inboxEvents = pgTable(
  "inbox_events",
  {
    connection: text("connection").notNull(),
    eventId: text("event_id").notNull(),
    kind: text("kind").notNull(),
    state: text("state", { enum: ["applied", "stale", "parked", "dead"] }).notNull(),
    /** The missing thing a parked event waits for, e.g. `sku:JKT-M`. */
    waitsFor: text("waits_for"),
    payload: jsonb("payload"),
    receivedAt: at("received_at").notNull().default(sql`now()`),
  },
  (t) => [
    primaryKey({ columns: [t.connection, t.eventId] }),
    index("inbox_events_parked").on(t.waitsFor).where(sql`state = 'parked'`),
    index("inbox_events_received").on(t.receivedAt),
  ],
);
