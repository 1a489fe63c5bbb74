import { and, eq } from "drizzle-orm";
import { callTranscripts } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { TranscriptInput } from "@/server/contract/transcripts";
import { command, type Write } from "@/server/domain/command";
import { canSeeBoard } from "@/server/domain/team/policy";
import { findPlayable } from "../recordings/find-playable";
import { showTranscript } from "./show-transcript";

type Recorded = { id: Id; callId: Id; itemId: Id };

/** Has a recording turned into text, by a job. Asking again changes nothing. The caller has checked that it may be. */
export async function requestTranscript(write: Write, recording: Recorded): Promise<void> {
  const pending = { recordingId: recording.id, state: "pending" as const, triedAt: write.now };
  const [made] = await write.tx.insert(callTranscripts).values(pending).onConflictDoNothing().returning();
  if (made) await begin(write, recording);
}

async function begin(write: Write, recording: Recorded): Promise<void> {
  await showTranscript(write, recording, { state: "pending", beginning: null });
  write.enqueue("transcribe-recording", { recordingId: recording.id });
}

/**
 * A supervisor has another attempt made at a recording that could not be transcribed.
 * @throws DomainError "not_found"; "forbidden" for anybody else; "conflict" when it has not failed, or without a transcriber
 */
export const retryTranscript = command(
  TranscriptInput,
  async (write: Write<PersonActor>, { recordingId }): Promise<void> => {
    const found = await findPlayable(write.tx, write.actor, recordingId);
    if (!canSeeBoard(write.actor)) throw new DomainError("forbidden");
    if (!write.canTranscribe) throw new DomainError("conflict", "noTranscriber");
    const hasFailed = and(eq(callTranscripts.recordingId, recordingId), eq(callTranscripts.state, "failed"));
    const [failed] = await write.tx
      .update(callTranscripts)
      .set({ state: "pending", attempts: 0, triedAt: write.now })
      .where(hasFailed)
      .returning();
    if (!failed) throw new DomainError("conflict", "transcriptNotFailed");
    await begin(write, { id: recordingId, ...found });
  },
);
