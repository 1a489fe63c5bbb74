import { and, asc, eq, lt } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { callRecordings, callTranscripts } from "@/db/schema";
import { Id } from "@/server/contract/ids";
import { TranscriberError } from "@/server/contract/transcriber";
import type { Ctx } from "@/server/domain/context";
import { defineJob, defineScheduledJob, EVERY_MINUTE } from "@/server/domain/define-job";
import { SWEEP_LIMIT, sweepEach } from "@/server/domain/sweep";
import { log } from "@/server/lib/log";
import { createSlots } from "@/server/lib/slots";
import { readParts } from "../recordings/parts";
import { colleagueAt } from "./colleague-at";
import { beginAttempt, giveUp, MAX_ATTEMPTS, storeTranscript } from "./store-transcript";
import { transcribeSides } from "./transcribe-sides";

declare module "@/server/contract/jobs" {
  interface JobPayloads {
    "transcribe-recording": { recordingId: Id };
  }
}

/** Recordings are read as a whole, and a transcriber of the retailer's own has few processors. */
const AT_ONCE = 2;
const inSlot = createSlots(AT_ONCE);
/** Longer than the longest pause between attempts, and than one attempt takes. */
const LOST_MS = 2 * 3_600_000;

/**
 * Turns a recording into text. It may run twice: only the first transcript is stored.
 * @throws TranscriberError "unavailable" when it may work later
 */
export const transcribeRecording = (ctx: Ctx, recordingId: Id): Promise<void> =>
  inSlot(() => attempt(ctx, recordingId));

async function attempt(ctx: Ctx, recordingId: Id): Promise<void> {
  if (!(await beginAttempt(ctx, { recordingId }))) return;
  try {
    // It was connected when the recording was made.
    if (!ctx.transcriber) throw new TranscriberError("rejected", "none is connected");
    const nameAt = await colleagueAt(ctx.db, recordingId);
    const heard = await transcribeSides(ctx.transcriber, await audioOf(ctx.db, recordingId), nameAt);
    await storeTranscript(ctx, { recordingId, heard });
  } catch (error) {
    const isFinal = error instanceof TranscriberError && error.outcome === "rejected";
    if (!(await giveUp(ctx, { recordingId, isFinal }))) throw error;
    const reason = error instanceof TranscriberError ? error.reason : undefined;
    log.warn({ recordingId, reason, err: error, alert: "transcript_failed" }, "a recording could not be transcribed");
  }
}

async function audioOf(db: Db, recordingId: Id): Promise<Buffer> {
  const [found] = await db
    .select({ bytes: callRecordings.bytes })
    .from(callRecordings)
    .where(eq(callRecordings.id, recordingId));
  const parts: Buffer[] = [];
  for await (const part of readParts(db, recordingId, 0, (found?.bytes ?? 0) - 1)) parts.push(part);
  return Buffer.concat(parts);
}

export const transcribeRecordingJob = defineJob({
  name: "transcribe-recording",
  payload: z.object({ recordingId: Id }),
  retry: { limit: MAX_ATTEMPTS, delaySeconds: 15, maxDelaySeconds: 3600 },
  expireSeconds: 3600,
  // Its time runs from when it is fetched: a job that waited here for a slot would expire.
  atOnce: AT_ONCE,
  handle: (ctx, { recordingId }) => transcribeRecording(ctx, recordingId),
});

/** Finds transcripts whose job was lost. */
export const transcribeOverdueJob = defineScheduledJob({
  name: "transcribe-overdue-recordings",
  schedule: EVERY_MINUTE,
  async handle(ctx) {
    const isLost = lt(callTranscripts.triedAt, new Date(ctx.now().getTime() - LOST_MS));
    const due = await ctx.db
      .select({ id: callTranscripts.recordingId })
      .from(callTranscripts)
      .where(and(eq(callTranscripts.state, "pending"), isLost))
      .orderBy(asc(callTranscripts.triedAt))
      .limit(SWEEP_LIMIT);
    await sweepEach(this.name, due, ({ id }) => transcribeRecording(ctx, id));
  },
});
