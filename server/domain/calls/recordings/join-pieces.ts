import { eq } from "drizzle-orm";
import { z } from "zod";
import { callRecordingPieces } from "@/db/schema";
import { BROWSERS } from "@/server/contract/constants";
import { Id } from "@/server/contract/ids";
import { command } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import { defineJob, defineScheduledJob, EVERY_MINUTE } from "@/server/domain/define-job";
import { sweepEach } from "@/server/domain/sweep";
import { durationMsOf, hasSpeech, sidesOf, wavOf } from "@/server/lib/mu-law";
import { COMPLETE_MS } from "../browser-recording";
import { endOfCall, readPieces } from "./pieces";
import { dropRecording, markCleared, openRecordingsOf, storeRecording } from "./store-recording";

declare module "@/server/contract/jobs" {
  interface JobPayloads {
    "join-recording": { recordingId: Id };
  }
}

/** Recordings are read as a whole. */
const AT_ONCE = 1;

/** Joins the pieces of a recording whose call is over. It may run twice, and changes nothing while a piece may still arrive. */
export async function joinPieces(ctx: Ctx, recordingId: Id): Promise<void> {
  const endedAt = await endOfCall(ctx.db, recordingId);
  if (!endedAt) return;
  const { samples, isWhole } = await readPieces(ctx.db, recordingId);
  if (!isWhole && ctx.now().getTime() < endedAt.getTime() + COMPLETE_MS) return;
  const audio = wavOf(samples, 2);
  const { left, right } = sidesOf(audio) as { left: Buffer; right: Buffer };
  if (hasSpeech(left) || hasSpeech(right))
    await storeRecording(ctx, recordingId, { audio, durationMs: durationMsOf(left) });
  else await dropRecording(ctx, { recordingId });
  await deletePieces(ctx, { recordingId });
  await markCleared(ctx, { recordingId });
}

const deletePieces = command(z.object({ recordingId: Id }), async ({ tx }, { recordingId }): Promise<void> => {
  await tx.delete(callRecordingPieces).where(eq(callRecordingPieces.recordingId, recordingId));
});

export const joinRecordingJob = defineJob({
  name: "join-recording",
  payload: z.object({ recordingId: Id }),
  expireSeconds: 600,
  atOnce: AT_ONCE,
  handle: (ctx, { recordingId }) => joinPieces(ctx, recordingId),
});

/** Finds recordings whose job was lost. */
export const joinOverdueRecordingsJob = defineScheduledJob({
  name: "join-overdue-recordings",
  schedule: EVERY_MINUTE,
  async handle(ctx) {
    const due = (await openRecordingsOf(ctx.db, BROWSERS)).filter(({ isOver }) => isOver);
    await sweepEach(this.name, due, ({ id }) => joinPieces(ctx, id));
  },
});
