import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { CALL_OUTCOMES, CallDetail, CallRecording } from "@/server/contract/calls";
import type { CardEntry, CardRecord } from "@/server/contract/card-entries";
import {
  CALL_STATES,
  type CallPrompt,
  type CallTransfer,
  type CallVoicemail,
  LEG_ENDS,
  LEG_PURPOSES,
  LEG_STATES,
  type RecordingProgress,
  SUPERVISION_MODES,
} from "@/server/contract/live-calls";
import type { CallMenu } from "@/server/contract/menu-walk";
import type { Disposition } from "@/server/contract/wrap-ups";
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
    /** Set once the customer may leave a message; it stays when the call has ended. */
    voicemail: jsonb("voicemail").$type<CallVoicemail>(),
    /** The menu that the customer came to before anybody was rung; it stays when they have left it. */
    menu: jsonb("menu").$type<CallMenu>(),
    /** What the customer hears now, while nobody of ours is on the line. */
    prompt: jsonb("prompt").$type<CallPrompt>(),
    /** When the customer last began to hear how many wait before them. */
    announcedAt: at("announced_at"),
    /** Where calls are recorded, from the first answer on. */
    recording: jsonb("recording").$type<RecordingProgress>(),
    /** The recordings that are stored, as the call's entry shows them. */
    recordings: jsonb("recordings").$type<CallRecording[]>().notNull().default([]),
    /** While the customer enters a payment card by keypad. Never holds what they enter. */
    cardEntry: jsonb("card_entry").$type<CardEntry>(),
    /** How card entries ended, as the call's entry shows it. */
    cards: jsonb("cards").$type<CardRecord[]>().notNull().default([]),
    phases: jsonb("phases").$type<CallDetail["phases"]>().notNull(),
    /** How the call ended, or how it is about to: a customer who asked to be called back hears a confirmation first. */
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
    /** It has a recording or a voicemail whose audio is there. */
    isRecorded: boolean("is_recorded").notNull().default(false),
  },
  (t) => {
    const newest = () => [t.kind, t.startedAt.desc(), t.itemId.desc()] as const;
    const isRecorded = sql`is_recorded`;
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
      // Few calls are recorded, so that a list of those among all would read most of the others.
      index("call_entries_all_recorded")
        .on(...newest())
        .where(isRecorded),
      index("call_entries_place_recorded")
        .on(t.placeId, ...newest())
        .where(isRecorded),
      index("call_entries_assignee_recorded")
        .on(t.assigneeId, ...newest())
        .where(isRecorded),
      index("call_entries_offered_user_recorded")
        .on(t.offeredUserId, ...newest())
        .where(isRecorded),
      index("call_entries_offered_place_recorded")
        .on(t.offeredPlaceId, ...newest())
        .where(isRecorded),
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

/**
 * The time that a person has after talking to a customer to finish the work on the call (ADR 0052). Commands of calls write it under
 * the lock of the call's row; it is kept as long as the call, and its record is in the call's entry.
 */
export const wrapUps = pgTable(
  "wrap_ups",
  {
    id: id(),
    callId: uuid("call_id")
      .notNull()
      .references(() => calls.id),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    /** Of the time of the call. */
    name: text("name").notNull(),
    /** Where the call was: its setting has the choices. */
    placeId: uuid("place_id")
      .notNull()
      .references(() => places.id),
    startedAt: at("started_at").notNull(),
    /** The cap, or the earlier moment at which the person was done or their next call began. */
    endsAt: at("ends_at").notNull(),
    /** It ended before the cap. */
    isOver: boolean("is_over").notNull().default(false),
    disposition: jsonb("disposition").$type<Disposition>(),
  },
  (t) => [index("wrap_ups_call").on(t.callId), index("wrap_ups_ends").on(t.endsAt)],
);

export const CALLBACK_STATES = ["open", "done", "canceled"] as const;

/**
 * Callbacks that customers were promised (ADR 0053). Commands write them under the lock of the conversation's row, which names the open
 * one; a trigger gives an open one to the owner of the conversation when it moves. Ended ones are kept as long as calls.
 */
export const callbacks = pgTable(
  "callbacks",
  {
    /** Made by the screen, so that scheduling it twice schedules it once. */
    id: id(),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversations.id),
    /** Null: anybody at the place of the conversation. */
    assigneeId: uuid("assignee_id").references(() => users.id),
    /** Null: the customer asked for it while they waited in the queue. */
    scheduledById: uuid("scheduled_by_id").references(() => users.id),
    reason: text("reason").notNull(),
    state: text("state", { enum: CALLBACK_STATES }).notNull().default("open"),
    dueAt: at("due_at").notNull(),
    /** When its assignee gets the reminder, or the next one. */
    remindAt: at("remind_at").notNull(),
    attempts: integer("attempts").notNull().default(0),
    talkedAt: at("talked_at"),
    createdAt: at("created_at").notNull(),
    endedAt: at("ended_at"),
  },
  (t) => [
    index("callbacks_open").on(t.dueAt).where(sql`state = 'open'`),
    index("callbacks_assignee").on(t.assigneeId).where(sql`state = 'open'`),
    index("callbacks_conversation").on(t.conversationId),
    index("callbacks_ended").on(t.endedAt).where(sql`ended_at is not null`),
  ],
);
