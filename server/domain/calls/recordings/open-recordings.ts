import { eq } from "drizzle-orm";
import { callRecordings } from "@/db/schema";
import { BROWSERS } from "@/server/contract/constants";
import type { Write } from "@/server/domain/command";
import { COMPLETE_MS } from "../browser-recording";
import type { Call } from "../call";

/**
 * Writes a row for each recording that may begin by this change, so that whatever happens from here on, its audio is looked for. With the
 * row is kept whether the recording may be turned into text: what is set later does not count for it.
 */
export async function openRecordings({ tx, now }: Write, before: Call | null, call: Call): Promise<void> {
  const { id: callId, itemId, provider, voicemail, recording } = call;
  const begun = { callId, itemId, provider, state: "pending" as const, startedAt: now };
  if (voicemail && !before?.voicemail)
    await tx.insert(callRecordings).values({ ...begun, id: voicemail.recordingId, kind: "voicemail" });
  if (voicemail?.transcription === "given" && before?.voicemail?.transcription !== "given")
    await tx.update(callRecordings).set({ mayTranscribe: true }).where(eq(callRecordings.id, voicemail.recordingId));
  if (recording?.announcedAt && !before?.recording?.announcedAt) {
    const notices = {
      announcedAt: new Date(recording.announcedAt),
      mayTranscribe: recording.transcription === "given",
    };
    await tx.insert(callRecordings).values({ ...begun, id: recording.recordingId, kind: "call", ...notices });
  }
}

/** Has what browsers have recorded of a call joined once it is over, also when its last piece never arrives. */
export function joinWhenOver({ enqueue }: Write, before: Call, call: Call): void {
  const { endedAt, recording } = call;
  if (call.provider !== BROWSERS || before.endedAt || !endedAt || !recording?.announcedAt) return;
  enqueue("join-recording", { recordingId: recording.recordingId }, new Date(endedAt.getTime() + COMPLETE_MS));
}
