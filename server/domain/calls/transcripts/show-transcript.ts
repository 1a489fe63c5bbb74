import type { TranscriptSummary } from "@/server/contract/calls";
import type { Id } from "@/server/contract/ids";
import type { Write } from "@/server/domain/command";
import { changeEntry } from "../recordings/change-entry";

/** Shows in the call's entry what has become of the transcript of one of its recordings. */
export async function showTranscript(
  write: Write,
  { id, callId, itemId }: { id: Id; callId: Id; itemId: Id },
  transcript: TranscriptSummary,
): Promise<void> {
  await changeEntry(write, { callId, itemId }, (recordings) =>
    recordings.map((one) => (one.id === id && one.deletedAt === null ? { ...one, transcript } : one)),
  );
}
