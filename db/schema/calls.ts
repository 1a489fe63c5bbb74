import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { CALL_OUTCOMES, CallDetail } from "@/server/contract/calls";
import {
  CALL_STATES,
  type CallTransfer,
  LEG_ENDS,
  LEG_PURPOSES,
  LEG_STATES,
  SUPERVISION_MODES,
} from "@/server/contract/live-calls";
import { at, id } from "./columns";
import { conversations, items } from "./conversations";
import { customers } from "./customers";
import { endpoints } from "./settings";
import { places, users } from "./team";

/**
 * Calls while they go on, and for a while after; what stays of them is their entry in the conversation. The row's lock makes one
 * writer of everybody who changes a call or its legs.
 */
export const calls = pgTable(
  "calls",
  {
    /** Made by the caller's browser, so that starting it twice starts it once. */
    id: id(),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversations.id),
    /** The call's entry in the conversation. */
    itemId: uuid("item_id")
      .notNull()
      .references(() => items.id),
    seq: integer("seq").notNull(),
    customerId: uuid("customer_id")
      .notNull()
      .references(() => customers.id),
    /** Where it is answered: the place that was called, or the one it was transferred to. */
    placeId: uuid("place_id")
      .notNull()
      .references(() => places.id),
    endpointId: uuid("endpoint_id")
      .notNull()
      .references(() => endpoints.id),
    channel: text("channel").notNull(),
    /** What carries the customer's side: the `kind` of a voice provider. */
    provider: text("provider").notNull().default("web"),
    contactKind: text("contact_kind").notNull(),
    contactValue: text("contact_value").notNull(),
    direction: text("direction", { enum: ["in", "out"] }).notNull(),
    state: text("state", { enum: CALL_STATES }).notNull(),
    version: integer("version").notNull().default(1),
    /** The person whose call it is, and so whose conversation; null while nobody is on the line. */
    holderId: uuid("holder_id").references(() => users.id),
    /** Since when the customer waits for somebody to answer; null while somebody is on the line. */
    queuedAt: at("queued_at"),
    /** It was answered before: it rings before calls that were not. */
    isReturned: boolean("is_returned").notNull().default(false),
    /** Who is being rung: 0 the owner of the conversation, odd rounds the place, even ones the overflow team. */
    round: integer("round").notNull().default(0),
    /** When those being rung have had their time. */
    ringUntil: at("ring_until"),
    transfer: jsonb("transfer").$type<CallTransfer>(),
    phases: jsonb("phases").$type<CallDetail["phases"]>().notNull(),
    outcome: text("outcome").$type<(typeof CALL_OUTCOMES)[number]>(),
    startedAt: at("started_at").notNull(),
    connectedAt: at("connected_at"),
    endedAt: at("ended_at"),
  },
  (t) => [
    index("calls_live").on(t.startedAt).where(sql`state <> 'ended'`),
    index("calls_conversation").on(t.conversationId),
    index("calls_ended").on(t.endedAt).where(sql`ended_at is not null`),
  ],
);

/** In what lists a call is: calls that nobody answered are apart from other incoming ones. */
export const CALL_ENTRY_KINDS = ["in", "out", "missed"] as const;
export type CallEntryKind = (typeof CALL_ENTRY_KINDS)[number];

/**
 * What lists of calls are read from: one row for each call entry of a conversation, as long as the conversation exists. A trigger
 * copies where the conversation is, so that a list is read from one index (ADR 0050). Commands of calls write the rest.
 */
export const callEntries = pgTable(
  "call_entries",
  {
    itemId: uuid("item_id")
      .primaryKey()
      .references(() => items.id),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversations.id),
    seq: integer("seq").notNull(),
    kind: text("kind", { enum: CALL_ENTRY_KINDS }).notNull(),
    startedAt: at("started_at").notNull(),
    /** Null while the call goes on. */
    endedAt: at("ended_at"),
    placeId: uuid("place_id").notNull(),
    assigneeId: uuid("assignee_id"),
    offeredUserId: uuid("offered_user_id"),
    offeredPlaceId: uuid("offered_place_id"),
  },
  (t) => {
    const newest = () => [t.kind, t.startedAt.desc(), t.itemId.desc()] as const;
    return [
      index("call_entries_all").on(...newest()),
      index("call_entries_place").on(t.placeId, ...newest()),
      index("call_entries_assignee")
        .on(t.assigneeId, ...newest())
        .where(sql`assignee_id is not null`),
      index("call_entries_offered_user")
        .on(t.offeredUserId, ...newest())
        .where(sql`offered_user_id is not null`),
      index("call_entries_offered_place")
        .on(t.offeredPlaceId, ...newest())
        .where(sql`offered_place_id is not null`),
      index("call_entries_live").on(t.startedAt.desc()).where(sql`ended_at is null`),
      index("call_entries_conversation").on(t.conversationId),
    ];
  },
);

/** One party's side of a call. Somebody who is rung twice has two. */
export const callLegs = pgTable(
  "call_legs",
  {
    id: id(),
    callId: uuid("call_id")
      .notNull()
      .references(() => calls.id),
    role: text("role", { enum: ["customer", "staff", "supervisor"] }).notNull(),
    userId: uuid("user_id").references(() => users.id),
    /** Of the time of the call. */
    name: text("name").notNull(),
    state: text("state", { enum: LEG_STATES }).notNull(),
    purpose: text("purpose", { enum: LEG_PURPOSES }).notNull(),
    /** Where the call goes when this person takes it over; null: it stays where it is. */
    placeId: uuid("place_id").references(() => places.id),
    round: integer("round").notNull().default(0),
    held: boolean("held").notNull().default(false),
    muted: boolean("muted").notNull().default(false),
    /** How a supervisor supervises; null for everybody else. */
    supervision: text("supervision", { enum: SUPERVISION_MODES }),
    /** A supervisor who only listens, where the place's setting does not show that. */
    isHidden: boolean("is_hidden").notNull().default(false),
    /** The browser tab that carries the audio. */
    deviceId: uuid("device_id"),
    /** The sign-in it was answered with. */
    sessionId: uuid("session_id"),
    /** When its browser last reported. */
    aliveAt: at("alive_at"),
    since: at("since").notNull(),
    createdAt: at("created_at").notNull(),
    joinedAt: at("joined_at"),
    endedAt: at("ended_at"),
    endedAs: text("ended_as", { enum: LEG_ENDS }),
  },
  (t) => [
    index("call_legs_call").on(t.callId),
    index("call_legs_live").on(t.userId).where(sql`state <> 'ended'`),
    // Nobody is on two calls at once.
    uniqueIndex("call_legs_on_line").on(t.userId).where(sql`state in ('up', 'away')`),
  ],
);
