import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { callRecordingParts, callRecordingPieces, callRecordings, calls } from "@/db/schema";
import { type CallRecording, Speech } from "@/server/contract/calls";
import { Id } from "@/server/contract/ids";
import { command } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import { requestTranscript } from "../transcripts/request-transcript";
import { changeEntry } from "./change-entry";
import { PART_BYTES, storeRecordingPart } from "./parts";
import { speechOf } from "./speech-of";

/** A recording that the provider makes, has, or should have deleted. `isOver`: its call has ended. */
export type OpenRecording = Pick<typeof callRecordings.$inferSelect, "id" | "callId" | "kind" | "state"> & {
  isOver: boolean;
};

/** The recordings of a provider whose audio is not here yet, or of which the provider may still have a copy. Authorizes nothing. */
export async function openRecordingsOf(db: Db, provider: string): Promise<OpenRecording[]> {
  const { id, callId, kind, state } = callRecordings;
  const rows = await db
    .select({ id, callId, kind, state, ended: calls.state })
    .from(callRecordings)
    .leftJoin(calls, eq(calls.id, callId))
    .where(and(eq(callRecordings.provider, provider), isNull(callRecordings.clearedAt)));
  return rows.map(({ ended, ...row }) => ({ ...row, isOver: ended === null || ended === "ended" }));
}

/** `audio`: a file of type `audio/wav`; of two channels, the left one is the customer's and the right one ours. */
export type RecordedAudio = { audio: Buffer; durationMs: number };

/**
 * Stores the audio of a recording and shows it in the call's entry. Storing it again changes nothing.
 * @throws what a command throws; the provider's copy must stay until this has succeeded
 */
export async function storeRecording(ctx: Ctx, recordingId: Id, { audio, durationMs }: RecordedAudio): Promise<void> {
  for (let position = 0; position * PART_BYTES < audio.length; position++) {
    const data = audio.subarray(position * PART_BYTES, (position + 1) * PART_BYTES);
    await storeRecordingPart(ctx, { recordingId, position, data });
  }
  await finishRecording(ctx, { recordingId, bytes: audio.length, durationMs, speech: speechOf(audio) });
}

const FinishRecording = z.object({
  ...{ recordingId: Id, bytes: z.number().int(), durationMs: z.number().int() },
  speech: Speech.nullable(),
});

const finishRecording = command(FinishRecording, async (write, { recordingId, speech, ...audio }): Promise<void> => {
  const [stored] = await write.tx
    .update(callRecordings)
    .set({ ...audio, state: "ready" })
    .where(and(eq(callRecordings.id, recordingId), eq(callRecordings.state, "pending")))
    .returning();
  if (!stored) return;
  await changeEntry(write, stored, (recordings) => [...recordings, { ...entryOf(stored), ...(speech && { speech }) }]);
  if (stored.mayTranscribe && write.canTranscribe) await requestTranscript(write, stored);
});

const entryOf = ({ id, kind, startedAt, durationMs }: typeof callRecordings.$inferSelect): CallRecording => ({
  ...{ id, kind, startedAt: startedAt.toISOString(), durationMs, deletedAt: null },
});

const OneRecording = z.object({ recordingId: Id });

/** The provider's copy of a recording is deleted. */
export const markCleared = command(OneRecording, async ({ tx, now }, { recordingId }): Promise<void> => {
  await tx.update(callRecordings).set({ clearedAt: now }).where(eq(callRecordings.id, recordingId));
});

/** Forgets a recording of which there is no audio: nothing was said, or the provider has lost it. One that is stored stays. */
export const dropRecording = command(OneRecording, async ({ tx }, { recordingId }): Promise<void> => {
  const isPending = and(eq(callRecordings.id, recordingId), eq(callRecordings.state, "pending"));
  const [pending] = await tx.select({ id: callRecordings.id }).from(callRecordings).where(isPending).for("update");
  if (!pending) return;
  await tx.delete(callRecordingParts).where(eq(callRecordingParts.recordingId, recordingId));
  await tx.delete(callRecordingPieces).where(eq(callRecordingPieces.recordingId, recordingId));
  await tx.delete(callRecordings).where(isPending);
});
