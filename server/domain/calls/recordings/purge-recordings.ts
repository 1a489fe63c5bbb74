import { asc, eq, lt } from "drizzle-orm";
import { z } from "zod";
import { callRecordingParts, callRecordingPieces, callRecordings, callTranscripts } from "@/db/schema";
import type { CallRecording } from "@/server/contract/calls";
import { Id, type IsoTime } from "@/server/contract/ids";
import { command } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import { defineScheduledJob, EVERY_MINUTE } from "@/server/domain/define-job";
import { sweepEach } from "@/server/domain/sweep";
import { env } from "@/server/lib/env";
import { changeEntry } from "./change-entry";

const DAY_MS = 24 * 3_600_000;
const AT_ONCE = 200;

/** Deletes a recording with its transcript; the call's entry shows that there was one, and that it was deleted. */
export const deleteRecording = command(z.object({ recordingId: Id }), async (write, { recordingId }): Promise<void> => {
  const { tx, now } = write;
  const isThis = eq(callRecordings.id, recordingId);
  const [found] = await tx.select().from(callRecordings).where(isThis).for("update");
  if (!found) return;
  await tx.delete(callRecordingParts).where(eq(callRecordingParts.recordingId, recordingId));
  await tx.delete(callRecordingPieces).where(eq(callRecordingPieces.recordingId, recordingId));
  await tx.delete(callTranscripts).where(eq(callTranscripts.recordingId, recordingId));
  await tx.delete(callRecordings).where(isThis);
  const deletedAt = now.toISOString();
  await changeEntry(write, found, (recordings) =>
    recordings.map((one) => (one.id === recordingId ? deleted(one, deletedAt) : one)),
  );
});

/** What stays of a recording. How its transcript began, and who spoke when, goes with it. */
function deleted({ transcript: _, speech: __, ...recording }: CallRecording, deletedAt: IsoTime): CallRecording {
  return { ...recording, deletedAt };
}

/**
 * Deletes recordings `RETENTION_RECORDING_DAYS` after they began, also those that never arrived. The provider deletes copies of which
 * nothing is known here.
 */
export async function purgeRecordings(ctx: Ctx, days = env().RETENTION_RECORDING_DAYS): Promise<void> {
  const due = await ctx.db
    .select({ id: callRecordings.id })
    .from(callRecordings)
    .where(lt(callRecordings.startedAt, new Date(ctx.now().getTime() - days * DAY_MS)))
    .orderBy(asc(callRecordings.startedAt))
    .limit(AT_ONCE);
  await sweepEach("purge-recordings", due, ({ id: recordingId }) => deleteRecording(ctx, { recordingId }));
}

export const purgeRecordingsJob = defineScheduledJob({
  name: "purge-recordings",
  schedule: EVERY_MINUTE,
  handle: (ctx) => purgeRecordings(ctx),
});
