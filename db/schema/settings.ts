import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { Json } from "@/server/contract/setting";
import { at, id } from "./columns";
import { places, users } from "./team";

/** An account at a provider. `config` is encrypted JSON (AES-256-GCM), validated by the channel's own schema when decrypted. */
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
 * How far each connection was reconciled with its provider's own list. Written by the reconciliation job, on one node at a
 * time: no run begins before `notBefore`, which is the lease's end during a run and the next run's time afterwards.
 */
export const providerSync = pgTable("provider_sync", {
  connectionId: uuid("connection_id")
    .primaryKey()
    .references(() => connections.id),
  /** Everything that the provider accepted before this has been reconciled. */
  watermark: at("watermark").notNull(),
  notBefore: at("not_before").notNull(),
  /** The holder of the lease. */
  holder: uuid("holder").notNull(),
});

/**
 * An address of a place that customers use. A removed one keeps its row, because history refers to it; nothing is received or
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
 * Every value that a setting ever had at a scope: append-only, the highest version of a scope is its own value. `region` and
 * `place_id` both null: the organization.
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
    /** The author's name at that time; the system has a name and no id. */
    authorName: text("author_name").notNull(),
    at: at("at").notNull(),
  },
  (t) => [
    unique("setting_versions_one").on(t.key, t.region, t.placeId, t.version).nullsNotDistinct(),
    check("setting_versions_scope", sql`${t.region} is null or ${t.placeId} is null`),
  ],
);
