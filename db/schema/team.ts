import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { at, id } from "./columns";

/** The places where work belongs: stores and teams. Written by admins, ingest and the seed; read by everyone. */
export const places = pgTable(
  "places",
  {
    id: id(),
    kind: text("kind", { enum: ["store", "team"] }).notNull(),
    code: text("code").notNull(),
    name: text("name").notNull(),
    region: text("region").notNull().default(""),
    timeZone: text("time_zone").notNull().default("UTC"),
    address: text("address").notNull().default(""),
    hours: jsonb("hours").$type<Record<string, [string, string][]>>().notNull().default({}),
    /** False for a warehouse, which has stock but never receives conversations. */
    takesWork: boolean("takes_work").notNull().default(true),
    /** The sequence of the last ingested description; 0 when only an admin described it. */
    sequence: bigint("sequence", { mode: "number" }).notNull().default(0),
    /** The source of the last description, and its time; empty while only an admin described it. */
    source: text("source").notNull().default(""),
    sourceTime: at("source_time").notNull().default(sql`'epoch'`),
    observedAt: at("observed_at").notNull().default(sql`'epoch'`),
    contentHash: text("content_hash").notNull().default(""),
    createdAt: at("created_at").notNull().default(sql`now()`),
  },
  (t) => [uniqueIndex("places_code").on(t.code)],
);

/** People who sign in. They are disabled and never deleted, because history refers to them. */
export const users = pgTable(
  "users",
  {
    id: id(),
    email: text("email").notNull(),
    name: text("name").notNull(),
    role: text("role", { enum: ["associate", "agent", "partner_agent", "supervisor", "admin"] }).notNull(),
    /** scrypt, or null when the person signs in by OIDC only. */
    passwordHash: text("password_hash"),
    scopeAll: boolean("scope_all").notNull().default(false),
    /** Regions in scope; resolved to places when the actor is loaded. */
    regions: jsonb("regions").$type<string[]>().notNull().default([]),
    disabledAt: at("disabled_at"),
    createdAt: at("created_at").notNull().default(sql`now()`),
  },
  (t) => [uniqueIndex("users_email").on(sql`lower(${t.email})`)],
);

/**
 * What people chose for themselves. Written and read by the person alone; no row: every default. A choice that is missing has its
 * default, so that a new one needs no migration.
 */
export const personPreferences = pgTable("person_preferences", {
  userId: uuid("user_id")
    .primaryKey()
    .references(() => users.id),
  version: integer("version").notNull().default(1),
  choices: jsonb("choices").$type<Record<string, unknown>>().notNull().default({}),
});

/** Stores and teams in a person's scope. */
export const userPlaces = pgTable(
  "user_places",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    placeId: uuid("place_id")
      .notNull()
      .references(() => places.id),
  },
  (t) => [primaryKey({ columns: [t.userId, t.placeId] }), index("user_places_place").on(t.placeId)],
);

/** One sign-in on one device. The cookie carries its id; ending the row ends the session everywhere. Kept 30 days after expiry. */
export const sessions = pgTable(
  "sessions",
  {
    id: id(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    createdAt: at("created_at").notNull().default(sql`now()`),
    expiresAt: at("expires_at").notNull(),
    endedAt: at("ended_at"),
    endedReason: text("ended_reason"),
  },
  (t) => [index("sessions_user").on(t.userId).where(sql`ended_at is null`), index("sessions_expires").on(t.expiresAt)],
);

/** Counters of failed sign-ins and other limits, shared by all nodes; the shape is rate-limiter-flexible's. */
export const rateLimits = pgTable(
  "rate_limits",
  {
    key: text("key").primaryKey(),
    points: integer("points").notNull().default(0),
    expire: at("expire"),
  },
  (t) => [index("rate_limits_expire").on(t.expire)],
);
