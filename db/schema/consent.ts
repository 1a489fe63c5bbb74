import { sql } from "drizzle-orm";
import { index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { at, id } from "./columns";
import { users } from "./team";

/** The ledger: append-only, never edited. One line per change of mind, with its evidence. */
export const consentEvents = pgTable(
  "consent_events",
  {
    id: id(),
    identityKind: text("identity_kind").notNull(),
    identityScope: text("identity_scope").notNull().default(""),
    identityValue: text("identity_value").notNull(),
    channel: text("channel").notNull(),
    purpose: text("purpose", { enum: ["service", "marketing", "survey"] }).notNull(),
    action: text("action", { enum: ["grant", "revoke", "confirm"] }).notNull(),
    basis: text("basis").notNull(),
    source: text("source").notNull(),
    sourceRef: text("source_ref"),
    capturedText: text("captured_text"),
    capturedAt: at("captured_at").notNull(),
    recordedAt: at("recorded_at").notNull().default(sql`now()`),
    actorId: uuid("actor_id").references(() => users.id),
  },
  (t) => [index("consent_events_identity").on(t.identityKind, t.identityScope, t.identityValue, t.recordedAt)],
);

/**
 * The ledger's current verdict per identity × channel × purpose; a send locks the row `for share`. Written with the ledger, in
 * one transaction.
 */
export const consentStates = pgTable(
  "consent_states",
  {
    identityKind: text("identity_kind").notNull(),
    identityScope: text("identity_scope").notNull().default(""),
    identityValue: text("identity_value").notNull(),
    channel: text("channel").notNull(),
    purpose: text("purpose").notNull(),
    state: text("state", { enum: ["granted", "revoked"] }).notNull(),
    eventId: uuid("event_id")
      .notNull()
      .references(() => consentEvents.id),
    at: at("at").notNull(),
  },
  (t) => [
    primaryKey({
      name: "consent_states_pk",
      columns: [t.identityKind, t.identityScope, t.identityValue, t.channel, t.purpose],
    }),
  ],
);

/**
 * Addresses whose opt-out was received and is not stored yet; no text to them is sent. Written before the opt-out's transaction
 * (`storeOptOut`), removed in it, read by each send; a row expires at `until`. Healthy: empty within seconds.
 */
export const sendHolds = pgTable(
  "send_holds",
  {
    id: id(),
    identityKind: text("identity_kind").notNull(),
    identityScope: text("identity_scope").notNull().default(""),
    identityValue: text("identity_value").notNull(),
    /** Identifies the opt-out; a repetition takes over its hold. */
    key: text("key").notNull().default(""),
    createdAt: at("created_at").notNull().default(sql`now()`),
    until: at("until").notNull(),
  },
  (t) => [index("send_holds_identity").on(t.identityKind, t.identityScope, t.identityValue)],
);
