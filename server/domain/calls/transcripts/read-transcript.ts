import { and, eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { callRecordingPlays, callTranscripts } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { type Transcript, TranscriptInput } from "@/server/contract/transcripts";
import { command, type Write } from "@/server/domain/command";
import { findPlayable } from "../recordings/find-playable";

/**
 * Opens the transcript of a recording, and records who reads it as who listens (`call_recording_plays`, and the event).
 * @throws DomainError "not_found": there is none, it was deleted with its recording, or it is not theirs to read
 */
export const readTranscript = command(
  TranscriptInput,
  async ({ tx, actor, now, emit }: Write<PersonActor>, { recordingId }): Promise<Transcript> => {
    const { conversationId, seq } = await findPlayable(tx, actor, recordingId);
    const isReady = and(eq(callTranscripts.recordingId, recordingId), eq(callTranscripts.state, "ready"));
    const [found] = await tx.select().from(callTranscripts).where(isReady);
    if (!found?.finishedAt) throw new DomainError("not_found", "recordingGone");
    const read = { id: uuidv7(), recordingId, userId: actor.id, kind: "transcript" as const, at: now };
    await tx.insert(callRecordingPlays).values(read);
    emit("call.transcript_read", { conversationId, seqs: [seq] });
    const { segments, language, finishedAt } = found;
    return { segments, language, finishedAt: finishedAt.toISOString() };
  },
);
