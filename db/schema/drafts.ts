import { bigint, index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { Mention } from "@/server/contract/mentions";
import { at } from "./columns";
import { conversations } from "./conversations";
import { users } from "./team";

/**
 * What people have written and not sent. Written and read by its author alone. The row of an empty draft stays for
 * a while, for devices that still have its text. `version` is the time of the change in milliseconds, or one more than before: it rises also
 * when a row is made anew.
 */
export const drafts = pgTable(
  "drafts",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversations.id),
    mode: text("mode", { enum: ["reply", "note"] }).notNull(),
    body: text("body").notNull(),
    mentions: jsonb("mentions").$type<Mention[]>().notNull().default([]),
    version: bigint("version", { mode: "number" }).notNull(),
    changedAt: at("changed_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.conversationId, t.mode] }),
    // For the retention of empty ones.
    index("drafts_changed").on(t.changedAt),
  ],
);
