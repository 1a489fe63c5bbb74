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
import { RECORDING_KINDS, TRANSCRIPT_STATES } from "@/server/contract/calls";
import type { SpokenText } from "@/server/contract/transcriber";
import { at, bytea, id } from "./columns";
import { items } from "./conversations";
import { users } from "./team";

/**
 * Recordings, from the moment at which the provider is to make one. `pending`: its audio is not here yet; a recording of nothing
 * is deleted.
 */
export const callRecordings = pgTable(
  "call_recordings",
  {
    id: id(),
    /** The call may be deleted before its recordings are. */
    callId: uuid("call_id").notNull(),
    /** The call's entry in the conversation; who may read that may play the recording. */
    itemId: uuid("item_id")
      .notNull()
      .references(() => items.id),
    /** What makes it: the `kind` of a voice provider. */
    provider: text("provider").notNull(),
    kind: text("kind", { enum: RECORDING_KINDS }).notNull(),
    state: text("state", { enum: ["pending", "ready"] }).notNull(),
    startedAt: at("started_at").notNull(),
    /** When the customer had heard that the call is recorded; a message is what its customer wants to leave. Allows nothing else. */
    announcedAt: at("announced_at"),
    /** The customer has heard that what they say is turned into text, because the setting for that was on. */
    mayTranscribe: boolean("may_transcribe").notNull().default(false),
    durationMs: integer("duration_ms").notNull().default(0),
    bytes: integer("bytes").notNull().default(0),
    /** When the provider's own copy was deleted; null while it may have one. */
    clearedAt: at("cleared_at"),
  },
  (t) => [
    index("call_recordings_open").on(t.provider).where(sql`cleared_at is null`),
    index("call_recordings_started").on(t.startedAt),
    index("call_recordings_item").on(t.itemId),
  ],
);

/** The audio of recordings, in parts that a range request reads without the rest. */
export const callRecordingParts = pgTable(
  "call_recording_parts",
  {
    recordingId: uuid("recording_id")
      .notNull()
      .references(() => callRecordings.id),
    position: integer("position").notNull(),
    data: bytea("data").notNull(),
  },
  (t) => [primaryKey({ columns: [t.recordingId, t.position] })],
);

/** What browsers have recorded so far, in the order in which it arrived; joined and deleted when the call is over (ADR 0082). */
export const callRecordingPieces = pgTable(
  "call_recording_pieces",
  {
    position: bigint("position", { mode: "number" }).generatedAlwaysAsIdentity().primaryKey(),
    recordingId: uuid("recording_id")
      .notNull()
      .references(() => callRecordings.id),
    callId: uuid("call_id").notNull(),
    legId: uuid("leg_id").notNull(),
    takeId: uuid("take_id").notNull(),
    seq: integer("seq").notNull(),
    isLast: boolean("is_last").notNull(),
    at: at("at").notNull(),
    data: bytea("data").notNull(),
  },
  (t) => [
    uniqueIndex("call_recording_pieces_once").on(t.recordingId, t.takeId, t.seq),
    index("call_recording_pieces_call").on(t.callId, t.at.desc()),
  ],
);

/** The transcripts of recordings, one of each at most, deleted with them. `pending`: the job has not finished yet. */
export const callTranscripts = pgTable(
  "call_transcripts",
  {
    recordingId: uuid("recording_id")
      .primaryKey()
      .references(() => callRecordings.id),
    state: text("state", { enum: TRANSCRIPT_STATES }).notNull(),
    attempts: integer("attempts").notNull().default(0),
    /** When it was asked for, or the last attempt began. */
    triedAt: at("tried_at").notNull(),
    finishedAt: at("finished_at"),
    language: text("language"),
    segments: jsonb("segments").$type<SpokenText[]>().notNull().default([]),
  },
  (t) => [index("call_transcripts_pending").on(t.triedAt).where(sql`state = 'pending'`)],
);

/** Who has listened to which recording or read its transcript, and when. It outlives the recording. */
export const callRecordingPlays = pgTable(
  "call_recording_plays",
  {
    id: id(),
    recordingId: uuid("recording_id").notNull(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    /** What they had of it. */
    kind: text("kind", { enum: ["audio", "transcript"] })
      .notNull()
      .default("audio"),
    at: at("at").notNull(),
  },
  (t) => [index("call_recording_plays_recording").on(t.recordingId), index("call_recording_plays_at").on(t.at)],
);
