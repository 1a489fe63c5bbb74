import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { at, id } from "./columns";
import { users } from "./team";

/** People who buy. Written by inbound messages and ingest. */
export const customers = pgTable(
  "customers",
  {
    id: id(),
    name: text("name").notNull(),
    language: text("language"),
    /**
     * The customer that this one was merged into, which itself was merged into none; null when it was not merged (ADR 0065). It keeps
     * its addresses, conversations and orders, so that a merge can be undone.
     */
    mergedInto: uuid("merged_into").references((): AnyPgColumn => customers.id),
    /** Raised by every change of the customer or their identities, notes, consent and loyalty. */
    version: integer("version").notNull().default(1),
    source: text("source").notNull(),
    sourceId: text("source_id"),
    sequence: bigint("sequence", { mode: "number" }).notNull().default(0),
    sourceTime: at("source_time").notNull().default(sql`'epoch'`),
    observedAt: at("observed_at").notNull().default(sql`'epoch'`),
    contentHash: text("content_hash").notNull().default(""),
    createdAt: at("created_at").notNull().default(sql`now()`),
  },
  (t) => [
    index("customers_merged").on(t.mergedInto).where(sql`merged_into is not null`),
    index("customers_words").using("gin", sql`to_tsvector('simple', search_fold(${t.name}))`),
    // Names with a typo.
    index("customers_trigrams").using("gin", sql`search_fold(${t.name}) gin_trgm_ops`),
  ],
);

/** Every merge of two customers, the undone ones too. The merges that are not undone decide `merged_into`. */
export const customerMerges = pgTable(
  "customer_merges",
  {
    id: id(),
    fromId: uuid("from_id")
      .notNull()
      .references(() => customers.id),
    intoId: uuid("into_id")
      .notNull()
      .references(() => customers.id),
    /** Why colleagues know that they are the same person, in their words. */
    evidence: text("evidence").notNull(),
    mergedById: uuid("merged_by_id")
      .notNull()
      .references(() => users.id),
    at: at("at").notNull(),
    /** Their order: given under the locks of the customers, as the time is not. */
    n: bigint("n", { mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    undoneById: uuid("undone_by_id").references(() => users.id),
    undoneAt: at("undone_at"),
  },
  (t) => [
    index("customer_merges_from").on(t.fromId).where(sql`undone_at is null`),
    index("customer_merges_into").on(t.intoId).where(sql`undone_at is null`),
  ],
);

/** Who has searched for customers, when, and how many were found. Not what they typed, which may be personal data. */
export const customerSearches = pgTable(
  "customer_searches",
  {
    id: id(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    found: integer("found").notNull(),
    at: at("at").notNull(),
  },
  (t) => [index("customer_searches_at").on(t.at)],
);

/** Normalized addresses of a customer; (kind, scope, value) is one person. */
export const customerIdentities = pgTable(
  "customer_identities",
  {
    /** Identifies the address for screens that may not see it. */
    id: uuid("id").notNull().default(sql`gen_random_uuid()`),
    kind: text("kind").notNull(),
    /** The account within which the value identifies somebody; empty when it does so everywhere (ADR 0038). */
    scope: text("scope").notNull().default(""),
    value: text("value").notNull(),
    customerId: uuid("customer_id")
      .notNull()
      .references(() => customers.id),
    source: text("source").notNull(),
    createdAt: at("created_at").notNull().default(sql`now()`),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.scope, t.value] }),
    uniqueIndex("customer_identities_id").on(t.id),
    index("customer_identities_customer").on(t.customerId),
    // Found by their beginning, and phone numbers by their last digits.
    index("customer_identities_value").on(t.value.op("text_pattern_ops")),
    index("customer_identities_digits")
      .using("btree", sql`reverse(${t.value}) text_pattern_ops`)
      .where(sql`kind = 'phone'`),
    // Any part of them.
    index("customer_identities_part").using("gin", t.value.op("gin_trgm_ops")).where(sql`kind in ('phone', 'email')`),
  ],
);

/**
 * Addresses that a system of record gives to a customer although another one has them, such as the number of a household. A lookup by
 * address finds their owner; colleagues choose who it is (ADR 0065).
 */
export const sharedIdentities = pgTable(
  "shared_identities",
  {
    kind: text("kind").notNull(),
    value: text("value").notNull(),
    customerId: uuid("customer_id")
      .notNull()
      .references(() => customers.id),
    source: text("source").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.value, t.customerId] }),
    index("shared_identities_customer").on(t.customerId),
  ],
);

/**
 * An unverified phone number or e-mail address that a chat visitor left; one per visitor, the newest. It is not in the table of
 * identities, so that no lookup of a customer by address can find it (ADR 0024).
 */
export const unverifiedIdentities = pgTable(
  "unverified_identities",
  {
    /** A changed contact gets a new id, so that a reply written for the old one is refused. */
    id: id(),
    visitorId: text("visitor_id").notNull(),
    customerId: uuid("customer_id")
      .notNull()
      .references(() => customers.id),
    kind: text("kind", { enum: ["phone", "email"] }).notNull(),
    value: text("value").notNull(),
    createdAt: at("created_at").notNull().default(sql`now()`),
  },
  (t) => [
    uniqueIndex("unverified_identities_visitor").on(t.visitorId),
    index("unverified_identities_customer").on(t.customerId),
  ],
);

/** Notes of colleagues about a customer. Staff only. */
export const customerNotes = pgTable(
  "customer_notes",
  {
    id: id(),
    customerId: uuid("customer_id")
      .notNull()
      .references(() => customers.id),
    authorId: uuid("author_id")
      .notNull()
      .references(() => users.id),
    body: text("body").notNull(),
    at: at("at").notNull().default(sql`now()`),
  },
  (t) => [
    index("customer_notes_customer").on(t.customerId, t.at.desc()),
    index("customer_notes_words").using("gin", sql`to_tsvector('simple', search_fold(${t.body}))`),
  ],
);

/** Loyalty as the program last reported it. Written by ingest. */
export const loyaltyAccounts = pgTable(
  "loyalty_accounts",
  {
    program: text("program").notNull(),
    memberNo: text("member_no").notNull(),
    customerId: uuid("customer_id")
      .notNull()
      .references(() => customers.id),
    tier: text("tier"),
    points: integer("points"),
    source: text("source").notNull(),
    observedAt: at("observed_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.program, t.memberNo] }), index("loyalty_accounts_customer").on(t.customerId)],
);
