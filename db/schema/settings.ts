import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { Json } from "@/server/contract/setting";
import { at, id } from "./columns";
import { places, users } from "./team";

/** An account at a provider. `config` is sealed JSON (AES-256-GCM), checked by the channel's own schema when opened. */
export const connections = pgTable(
  "connections",
  {
    id: id(),
    kind: text("kind").notNull(),
    /** The provider's account id, as webhooks name it. */
    account: text("account").notNull(),
    label: text("label").notNull(),
    config: text("config").notNull(),
    createdAt: at("created_at").notNull().default(sql`now()`),
  },
  (t) => [uniqueIndex("connections_account").on(t.kind, t.account)],
);

/**
 * How far each connection was compared with its provider's own list. Written by the job that compares, one node at a time:
 * nobody begins before `notBefore`, which is a lease while one compares and the next turn's time when it has.
 */
export const providerSync = pgTable("provider_sync", {
  connectionId: uuid("connection_id")
    .primaryKey()
    .references(() => connections.id),
  /** Everything the provider took before this has been compared. */
  watermark: at("watermark").notNull(),
  notBefore: at("not_before").notNull(),
  /** Whose lease it is. */
  holder: uuid("holder").notNull(),
});

/**
 * An address customers use; belongs to a place. A removed one keeps its row, because history names it: nothing is received or
 * sent through it until the same address is added again.
 */
export const endpoints = pgTable(
  "endpoints",
  {
    id: id(),
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => connections.id),
    channel: text("channel").notNull(),
    /** E.164 for SMS; the site's public key for web chat. */
    address: text("address").notNull(),
    label: text("label").notNull(),
    placeId: uuid("place_id")
      .notNull()
      .references(() => places.id),
    removedAt: at("removed_at"),
  },
  (t) => [uniqueIndex("endpoints_address").on(t.channel, t.address), index("endpoints_place").on(t.placeId)],
);

/**
 * Every value an administrator ever gave a setting at a scope: append-only, the highest version of a scope is its own value.
 * `region` and `place_id` both null: the organization.
 */
export const settingVersions = pgTable(
  "setting_versions",
  {
    id: id(),
    key: text("key").notNull(),
    region: text("region"),
    placeId: uuid("place_id").references(() => places.id),
    version: integer("version").notNull(),
    /** Null: from this version on the scope inherits. */
    own: jsonb("own").$type<{ value: Json }>(),
    restoredFrom: integer("restored_from"),
    authorId: uuid("author_id").references(() => users.id),
    /** As they were called then; the system has a name and no id. */
    authorName: text("author_name").notNull(),
    at: at("at").notNull(),
  },
  (t) => [
    unique("setting_versions_one").on(t.key, t.region, t.placeId, t.version).nullsNotDistinct(),
    check("setting_versions_scope", sql`${t.region} is null or ${t.placeId} is null`),
  ],
);
