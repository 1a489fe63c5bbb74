import { z } from "zod";
import { Id } from "@/server/contract/ids";
import { command } from "@/server/domain/command";
import { changeCall } from "./change-call";
import { recordingAnnounced, recordingConfirmed, transcriptionAnnounced } from "./recording";

const Report = z.object({
  callId: Id,
  says: z.enum(["announced", "transcription_announced", "recording", "paused", "failed"]),
});

/**
 * What carries a call says what has become of its recording. Saying it again changes nothing.
 * @throws DomainError "not_found"
 */
export const reportRecording = command(Report, async (write, { callId, says }): Promise<void> => {
  await changeCall(write, callId, (call) => {
    if (says === "transcription_announced") transcriptionAnnounced(call);
    else if (says === "announced") recordingAnnounced(call, write.now);
    else recordingConfirmed(call, says, write.now);
  });
});
