import { sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { callbacks, callLegs, callRecordingPlays, calls, wrapUps } from "@/db/schema";
import { daysAgo, drop, type Pass, type Rules } from "@/server/domain/retention";

const longEnded = (pass: Pass) => sql`ended_at < ${daysAgo(pass, pass.settings.RETENTION_CALL_DAYS)}`;
const ofLongEnded = (callId: PgColumn, pass: Pass) => sql`${callId} in (select id from calls where ${longEnded(pass)})`;

/** Drops calls long after they ended; their record stays in the conversation. */
export const CALLS_RETENTION: Rules = {
  call_entries: { keptBecause: "they list the calls of conversations, which are never deleted by age" },
  call_legs: {
    drop: (pass) => [drop(callLegs, [callLegs.id], ofLongEnded(callLegs.callId, pass), callLegs.createdAt, pass)],
  },
  wrap_ups: {
    drop: (pass) => [drop(wrapUps, [wrapUps.id], ofLongEnded(wrapUps.callId, pass), wrapUps.startedAt, pass)],
  },
  call_recordings: { droppedBy: "purgeRecordings, after RETENTION_RECORDING_DAYS, because the call's entry shows it" },
  call_recording_parts: { droppedBy: "purgeRecordings, with their recording" },
  call_recording_pieces: { droppedBy: "joinPieces, when the call is over, and purgeRecordings" },
  call_transcripts: { droppedBy: "purgeRecordings, with their recording" },
  call_recording_plays: {
    drop: (pass) => [
      drop(
        callRecordingPlays,
        [callRecordingPlays.id],
        sql`at < ${daysAgo(pass, pass.settings.RETENTION_RECORDING_DAYS)}`,
        callRecordingPlays.at,
        pass,
      ),
    ],
  },
  callbacks: {
    drop: (pass) => [drop(callbacks, [callbacks.id], longEnded(pass), callbacks.endedAt, pass)],
  },
  calls: {
    drop: (pass) => [
      drop(
        calls,
        [calls.id],
        sql`${longEnded(pass)} and not exists (select 1 from call_legs where call_legs.call_id = ${calls.id})
          and not exists (select 1 from wrap_ups where wrap_ups.call_id = ${calls.id})`,
        calls.startedAt,
        pass,
      ),
    ],
  },
};
