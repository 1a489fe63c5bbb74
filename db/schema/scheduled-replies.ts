import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import type { DestinationRef } from "@/server/contract/destinations";
import type { Id } from "@/server/contract/ids";
import { SCHEDULED_STATES } from "@/server/contract/scheduled-replies";
import { at, id } from "./columns";
import { conversations } from "./conversations";
import { users } from "./team";

/** Replies that were written to leave later. Once one has ended, its text is in the thread or in its author's draft, and no longer here. */
export const scheduledReplies = pgTable(
  "scheduled_replies",
  {
    /** Made by the screen, so that scheduling it twice schedules it once; also the client id of the message. */
    id: id(),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversations.id),
    authorId: uuid("author_id")
      .notNull()
      .references(() => users.id),
    body: text("body").notNull(),
    /** Null: to the address that the customer wrote from last. */
    destination: jsonb("destination").$type<DestinationRef>(),
    savedReplyIds: jsonb("saved_reply_ids").$type<Id[]>().notNull(),
    /** What the author had seen of the conversation. */
    afterSeq: integer("after_seq").notNull(),
    /** It is not sent once the customer has written after that, in whichever conversation. */
    stopsOnReply: boolean("stops_on_reply").notNull(),
    createdAt: at("created_at").notNull().default(sql`now()`),
    sendAt: at("send_at").notNull(),
    state: text("state", { enum: SCHEDULED_STATES }).notNull().default("waiting"),
    endedAt: at("ended_at"),
  },
  (t) => [
    index("scheduled_waiting").on(t.sendAt).where(sql`state = 'waiting'`),
    index("scheduled_conversation").on(t.conversationId),
    index("scheduled_ended").on(t.endedAt).where(sql`ended_at is not null`),
  ],
);
