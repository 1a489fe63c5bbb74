import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { callRecordings, callTranscripts } from "@/db/schema";
import type { TranscriptSummary } from "@/server/contract/calls";
import { Id } from "@/server/contract/ids";
import type { SpokenText, TranscribedAudio } from "@/server/contract/transcriber";
import { command, type Write } from "@/server/domain/command";
import { oneLine } from "@/server/lib/text";
import { showTranscript } from "./show-transcript";

/** With the pauses between them, attempts go on for some hours. */
export const MAX_ATTEMPTS = 9;
const BEGINNING_CHARACTERS = 160;

const OfRecording = z.object({ recordingId: Id });
const isPending = (recordingId: Id) =>
  and(eq(callTranscripts.recordingId, recordingId), eq(callTranscripts.state, "pending"));

/** Counts an attempt before it is made, so that one which ends its process counts too. @returns false: there is nothing to be done */
export const beginAttempt = command(OfRecording, async ({ tx, now }, { recordingId }): Promise<boolean> => {
  const [begun] = await tx
    .update(callTranscripts)
    .set({ attempts: sql`${callTranscripts.attempts} + 1`, triedAt: now })
    .where(isPending(recordingId))
    .returning();
  return begun !== undefined;
});

/** Stores a transcript and shows it. Only the first of several is stored, and none of a recording that was deleted meanwhile. */
export const storeTranscript = command(
  OfRecording.extend({ heard: z.custom<TranscribedAudio>() }),
  async (write, { recordingId, heard }): Promise<void> => {
    const ready = { state: "ready" as const, finishedAt: write.now, ...heard };
    if (!(await finish(write.tx, recordingId, ready))) return;
    await show(write, recordingId, (kind) => ({
      state: "ready",
      beginning: kind === "voicemail" ? beginningOf(heard.segments) : null,
    }));
  },
);

/**
 * Gives a transcript up that will never be had, or after too many attempts.
 * @returns whether it is given up; else it is to be tried again
 */
export const giveUp = command(
  OfRecording.extend({ isFinal: z.boolean() }),
  async (write, { recordingId, isFinal }): Promise<boolean> => {
    const [pending] = await write.tx.select().from(callTranscripts).where(isPending(recordingId)).for("update");
    if (pending && !isFinal && pending.attempts < MAX_ATTEMPTS) return false;
    if (await finish(write.tx, recordingId, { state: "failed", finishedAt: write.now }))
      await show(write, recordingId, () => ({ state: "failed", beginning: null }));
    return true;
  },
);

async function finish(tx: Tx, recordingId: Id, values: Partial<typeof callTranscripts.$inferInsert>): Promise<boolean> {
  const [finished] = await tx.update(callTranscripts).set(values).where(isPending(recordingId)).returning();
  return finished !== undefined;
}

type Recording = typeof callRecordings.$inferSelect;

async function show(write: Write, recordingId: Id, summary: (kind: Recording["kind"]) => TranscriptSummary) {
  const [recording] = await write.tx.select().from(callRecordings).where(eq(callRecordings.id, recordingId));
  if (recording) await showTranscript(write, recording, summary(recording.kind));
}

const beginningOf = (segments: readonly SpokenText[]): string | null =>
  oneLine(segments.map(({ text }) => text).join(" "), BEGINNING_CHARACTERS) || null;
