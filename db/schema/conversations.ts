import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { CallDetail } from "@/server/contract/calls";
import {
  DELIVERY,
  type HandoffCard,
  STORED_KINDS,
  type SystemLine,
  UNDO_ACTIONS,
} from "@/server/contract/conversations";
import type { Mention } from "@/server/contract/mentions";
import { at, bytea, id } from "./columns";
import { customers } from "./customers";
import { ORDER_KEYS } from "./order-keys";
import { endpoints } from "./settings";
import { places, users } from "./team";

/**
 * A unit of work on a customer's timeline, always at a place and optionally assigned. It has everything that an inbox row
 * shows, so that a page of the inbox is one statement. `offered_*` copy the pending offer, so that read access is a rule over
 * one row.
 */
export const conversations = pgTable(
  "conversations",
  {
    id: id(),
    customerId: uuid("customer_id")
      .notNull()
      .references(() => customers.id),
    /**
     * A copy of the customer's name, kept equal by a trigger and a job: a lookup per row would exceed the buffer budget of an
     * inbox page.
     */
    customerName: text("customer_name").notNull().default(""),
    /** The place where it started; a returning customer's messages are appended here even after a transfer. */
    originPlaceId: uuid("origin_place_id")
      .notNull()
      .references(() => places.id),
    placeId: uuid("place_id")
      .notNull()
      .references(() => places.id),
    /** Of `place_id`, and the assignee's name below: kept equal by triggers, like the customer's. */
    placeKind: text("place_kind", { enum: ["store", "team"] })
      .notNull()
      .default("store"),
    placeName: text("place_name").notNull().default(""),
    assigneeId: uuid("assignee_id").references(() => users.id),
    assigneeName: text("assignee_name"),
    status: text("status", { enum: ["open", "snoozed", "resolved"] })
      .notNull()
      .default("open"),
    snoozedUntil: at("snoozed_until"),
    resolvedAt: at("resolved_at"),
    channel: text("channel").notNull(),
    /** The endpoint and identity last used by the customer, which are the default for replies. */
    endpointId: uuid("endpoint_id")
      .notNull()
      .references(() => endpoints.id),
    contactKind: text("contact_kind").notNull(),
    contactScope: text("contact_scope").notNull().default(""),
    contactValue: text("contact_value").notNull(),
    preview: text("preview").notNull().default(""),
    previewBy: text("preview_by", { enum: ["customer", "staff", "note", "system", "call"] })
      .notNull()
      .default("system"),
    /**
     * When the last message to or from the customer was stored, or the conversation was opened while it has none. The sort
     * key of every list: notes and system lines do not change it.
     */
    lastMessageAt: at("last_message_at").notNull(),
    /** The time of the customer's first message after our last reply that was sent or is in flight; null when there is none. */
    waitingSince: at("waiting_since"),
    /** When the last call that nobody answered ended. It is work while the customer waits since before it. */
    lastMissedCallAt: at("last_missed_call_at"),
    /** When it last got an automatic reply, because its place was closed. */
    autoRepliedAt: at("auto_replied_at"),
    /** When its customer last got a text because nobody had answered their call. */
    rescueTextedAt: at("rescue_texted_at"),
    /** Our newest reply was definitely not delivered. Kept by `reply-state.ts`, like the wait. */
    lastReplyFailed: boolean("last_reply_failed").notNull().default(false),
    /** Items up to here count as finished since the conversation was resolved, so they cannot restart a wait. */
    finishedSeq: integer("finished_seq").notNull().default(0),
    lastSeq: integer("last_seq").notNull().default(0),
    lastPublicSeq: integer("last_public_seq").notNull().default(0),
    lastInboundSeq: integer("last_inbound_seq").notNull().default(0),
    /** `seq` of our newest message; a send whose author has not seen it is refused. */
    lastOutboundSeq: integer("last_outbound_seq").notNull().default(0),
    /**
     * How far each person has read, by user id: personal, so it neither raises `version` nor is published to others. It is here
     * because a lookup per row would exceed the buffer budget of an inbox page; no index covers it, so updates stay on the
     * page.
     */
    reads: jsonb("reads").$type<Record<string, number>>().notNull().default({}),
    /**
     * The people who follow it, by user id: the `seq` of the last note that mentions them, or 0. Written under the row lock by notes that
     * mention somebody and by whoever follows or stops; it gives nobody access (ADR 0081).
     */
    followers: jsonb("followers").$type<Record<string, number>>().notNull().default({}),
    lastMentionAt: at("last_mention_at"),
    version: integer("version").notNull().default(1),
    offerId: uuid("offer_id"),
    offeredUserId: uuid("offered_user_id"),
    offeredPlaceId: uuid("offered_place_id"),
    /** The open callback, if any. */
    callbackId: uuid("callback_id"),
    /** The reply that leaves later, if any. */
    scheduledId: uuid("scheduled_id"),
    createdAt: at("created_at").notNull().default(sql`now()`),
  },
  (t) => [
    index("conv_open_place").on(t.placeId, t.lastMessageAt.desc(), t.id.desc()).where(sql`status = 'open'`),
    index("conv_open_queue")
      .on(t.placeId, t.lastMessageAt.desc(), t.id.desc())
      .where(sql`status = 'open' and assignee_id is null`),
    index("conv_open_queue_all")
      .on(t.lastMessageAt.desc(), t.id.desc())
      .where(sql`status = 'open' and assignee_id is null`),
    index("conv_open_all").on(t.lastMessageAt.desc(), t.id.desc()).where(sql`status = 'open'`),
    index("conv_wait_place").on(t.placeId, ORDER_KEYS.waiting(), t.id).where(sql`status = 'open'`),
    index("conv_wait_queue")
      .on(t.placeId, ORDER_KEYS.waiting(), t.id)
      .where(sql`status = 'open' and assignee_id is null`),
    index("conv_wait_queue_all").on(ORDER_KEYS.waiting(), t.id).where(sql`status = 'open' and assignee_id is null`),
    index("conv_wait_all").on(ORDER_KEYS.waiting(), t.id).where(sql`status = 'open'`),
    index("conv_due_place").on(t.placeId, ORDER_KEYS.due(), t.id).where(sql`status = 'snoozed'`),
    index("conv_due_all").on(ORDER_KEYS.due(), t.id).where(sql`status = 'snoozed'`),
    // Open conversations have indexes of their own.
    index("conv_place_status")
      .on(t.placeId, t.status, t.lastMessageAt.desc(), t.id.desc())
      .where(sql`status <> 'open'`),
    index("conv_status").on(t.status, t.lastMessageAt.desc(), t.id.desc()).where(sql`status <> 'open'`),
    index("conv_assignee_status").on(t.assigneeId, t.status, t.lastMessageAt.desc(), t.id.desc()),
    // Lists a person's conversations by place, newest first: the inbox uses it to find those at other places.
    index("conv_assignee_place").on(t.assigneeId, t.status, t.placeId, t.lastMessageAt.desc(), t.id.desc()),
    index("conv_waiting").on(t.placeId, t.waitingSince).where(sql`status = 'open' and waiting_since is not null`),
    // Of missed calls that wait: the badge and the head of the list of calls.
    index("conv_missed")
      .on(t.placeId, t.waitingSince)
      .where(sql`status = 'open' and waiting_since <= last_missed_call_at`),
    // Of the conversations that somebody follows, which are few.
    index("conv_followers").using("gin", t.followers).with({ fastupdate: false }).where(sql`followers <> '{}'`),
    index("conv_customer").on(t.customerId, t.lastMessageAt.desc(), t.id.desc()),
    index("conv_offered_user").on(t.offeredUserId).where(sql`offered_user_id is not null`),
    index("conv_offered_place").on(t.offeredPlaceId).where(sql`offered_place_id is not null`),
    index("conv_snoozed").on(t.snoozedUntil).where(sql`status = 'snoozed'`),
  ],
);

/**
 * Entries of a conversation. `seq` is dense over everything; `public_seq` is dense over what the customer may see, and only
 * messages have one (checked), so a note cannot reach the widget's query. A message that its author can take back gets its
 * `public_seq` when it leaves.
 */
export const items = pgTable(
  "items",
  {
    id: id(),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversations.id),
    seq: integer("seq").notNull(),
    publicSeq: integer("public_seq"),
    version: integer("version").notNull().default(1),
    kind: text("kind", { enum: STORED_KINDS }).notNull(),
    /** Only on messages (checked), like the delivery, so that queries that count messages never count other items. */
    direction: text("direction", { enum: ["in", "out"] }),
    channel: text("channel"),
    endpointId: uuid("endpoint_id"),
    /** The customer's address: sender of an inbound message, recipient of an outbound one. */
    contactKind: text("contact_kind"),
    contactScope: text("contact_scope").notNull().default(""),
    contactValue: text("contact_value"),
    authorId: uuid("author_id").references(() => users.id),
    body: text("body").notNull().default(""),
    system: jsonb("system").$type<SystemLine>(),
    /** The fields that only this kind has, by its schema in the contract; null for kinds that need only the columns. */
    detail: jsonb("detail").$type<CallDetail>(),
    /** The colleagues whom a note mentions; null: nobody. */
    mentions: jsonb("mentions").$type<Mention[]>(),
    hasAttachments: boolean("has_attachments").notNull().default(false),
    deliveryStatus: text("delivery_status", {
      enum: DELIVERY,
    }),
    deliveryError: text("delivery_error"),
    attempt: integer("attempt").notNull().default(0),
    attemptStartedAt: at("attempt_started_at"),
    /** It does not leave before this time, so that its author can take it back. Null: it leaves at once. */
    sendAt: at("send_at"),
    externalId: text("external_id"),
    clientMessageId: uuid("client_message_id"),
    /** The ledger line that allowed this send, or null when none is needed. */
    consentEventId: uuid("consent_event_id"),
    at: at("at").notNull(),
  },
  (t) => [
    uniqueIndex("items_seq").on(t.conversationId, t.seq.desc()),
    uniqueIndex("items_public_seq").on(t.conversationId, t.publicSeq).where(sql`public_seq is not null`),
    uniqueIndex("items_client_message").on(t.authorId, t.clientMessageId).where(sql`author_id is not null`),
    index("items_external").on(t.externalId).where(sql`external_id is not null and direction = 'out'`),
    // Words of messages and notes (ADR 0075). A short pending list keeps searches fast between two vacuums.
    index("items_words")
      .using("gin", sql`to_tsvector('simple', search_fold(${t.body}))`)
      .with({ gin_pending_list_limit: 512 })
      .where(sql`kind in ('message', 'note')`),
    index("items_queued").on(t.conversationId, t.seq).where(sql`delivery_status in ('queued', 'sending')`),
    index("items_unknown_sends").on(t.attemptStartedAt).where(sql`delivery_status = 'unknown' and external_id is null`),
    check(
      "items_public_is_message",
      sql`case when kind = 'message' then public_seq is not null or send_at is not null else public_seq is null end`,
    ),
    check("items_sent_is_message", sql`kind = 'message' or (direction is null and delivery_status is null)`),
    check("items_call_has_detail", sql`kind <> 'call' or detail is not null`),
  ],
);

/** Transfers and how each ended. At most one pending per conversation. */
export const offers = pgTable(
  "offers",
  {
    id: id(),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversations.id),
    fromUserId: uuid("from_user_id")
      .notNull()
      .references(() => users.id),
    fromPlaceId: uuid("from_place_id")
      .notNull()
      .references(() => places.id),
    toUserId: uuid("to_user_id").references(() => users.id),
    toPlaceId: uuid("to_place_id").references(() => places.id),
    card: jsonb("card").$type<HandoffCard>().notNull(),
    state: text("state", { enum: ["pending", "accepted", "declined", "expired", "withdrawn"] })
      .notNull()
      .default("pending"),
    reason: text("reason"),
    expiresAt: at("expires_at").notNull(),
    createdAt: at("created_at").notNull().default(sql`now()`),
    answeredAt: at("answered_at"),
    answeredBy: uuid("answered_by").references(() => users.id),
  },
  (t) => [
    uniqueIndex("offers_pending").on(t.conversationId).where(sql`state = 'pending'`),
    index("offers_due").on(t.expiresAt).where(sql`state = 'pending'`),
  ],
);

/**
 * The state of a conversation before a command, so that its author can undo the command until the conversation changes again.
 * Kept 7 days.
 */
export const undoRecords = pgTable(
  "undo_records",
  {
    /** Made by the screen that gave the command; one id for all conversations of a bulk assignment. */
    undoId: uuid("undo_id").notNull(),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversations.id),
    byUserId: uuid("by_user_id")
      .notNull()
      .references(() => users.id),
    action: text("action", { enum: UNDO_ACTIONS }).notNull().default("bulk_assign"),
    fromPlaceId: uuid("from_place_id").notNull(),
    fromUserId: uuid("from_user_id"),
    /** Null in records of an earlier version, which stored only the placement; then this and the next three are not restored. */
    fromStatus: text("from_status", { enum: ["open", "snoozed", "resolved"] }),
    fromSnoozedUntil: at("from_snoozed_until"),
    fromResolvedAt: at("from_resolved_at"),
    fromWaitingSince: at("from_waiting_since"),
    /** The pending transfer that the command withdrew. */
    fromOfferId: uuid("from_offer_id"),
    /** The conversation's version after the command; with another version it has changed since. */
    afterVersion: integer("after_version").notNull(),
    undoneAt: at("undone_at"),
    at: at("at").notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.undoId, t.conversationId] }), index("undo_records_at").on(t.at)],
);

/**
 * Files in conversations. Uploaded by staff and visitors, or mirrored from a provider. The bytes are in another table, so that
 * lists stay small.
 */
export const attachments = pgTable(
  "attachments",
  {
    id: id(),
    conversationId: uuid("conversation_id").references(() => conversations.id),
    itemId: uuid("item_id").references(() => items.id),
    /** The uploader before the file is sent: a person's or a visitor's id; only they may attach it. */
    ownerId: text("owner_id").notNull(),
    position: integer("position").notNull().default(0),
    name: text("name").notNull(),
    mime: text("mime").notNull(),
    bytes: integer("bytes").notNull().default(0),
    state: text("state", { enum: ["pending", "ready", "refused"] }).notNull(),
    sourceUrl: text("source_url"),
    createdAt: at("created_at").notNull().default(sql`now()`),
  },
  (t) => [index("attachments_item").on(t.itemId, t.position)],
);

/** The bytes of an attachment: at most 5 MB, of an allowed kind by content. */
export const attachmentBlobs = pgTable("attachment_blobs", {
  attachmentId: uuid("attachment_id")
    .primaryKey()
    .references(() => attachments.id),
  data: bytea("data").notNull(),
});
