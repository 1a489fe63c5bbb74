import { sql } from "drizzle-orm";
import { check, integer, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, id } from "./columns";
import { places, users } from "./team";

/**
 * Texts that people insert into replies. `user_id` and `place_id` both null: everybody's. Written by people for themselves, by
 * supervisors for their places, by administrators; a deleted one can be restored until retention drops it.
 */
export const savedReplies = pgTable(
  "saved_replies",
  {
    id: id(),
    userId: uuid("user_id").references(() => users.id),
    placeId: uuid("place_id").references(() => places.id),
    name: text("name").notNull(),
    shortcut: text("shortcut"),
    body: text("body").notNull(),
    version: integer("version").notNull().default(1),
    authorId: uuid("author_id").references(() => users.id),
    changedAt: at("changed_at").notNull(),
    deletedAt: at("deleted_at"),
  },
  (t) => [
    check("saved_replies_library", sql`${t.userId} is null or ${t.placeId} is null`),
    uniqueIndex("saved_replies_shortcut")
      .on(sql`coalesce(${t.userId}, ${t.placeId}, '00000000-0000-0000-0000-000000000000'::uuid)`, t.shortcut)
      .where(sql`${t.deletedAt} is null`),
  ],
);

/**
 * How often each saved reply was sent, and when last. Written by every reply that holds one; split into shards, so that people
 * who send the same one at once rarely wait for each other. Their sum is the count.
 */
export const savedReplyUses = pgTable(
  "saved_reply_uses",
  {
    replyId: uuid("reply_id")
      .notNull()
      .references(() => savedReplies.id, { onDelete: "cascade" }),
    shard: smallint("shard").notNull(),
    count: integer("count").notNull(),
    lastUsedAt: at("last_used_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.replyId, t.shard] })],
);
