import { Announced } from "@/server/contract/call-media";
import { BROWSERS } from "@/server/contract/constants";
import { command } from "@/server/domain/command";
import { changeCall } from "./change-call";
import { recordingAnnounced, recordingConfirmed, transcriptionAnnounced, wantedRecording } from "./recording";

/**
 * The customer's browser has announced that the call is recorded, or could not: then it goes on unrecorded. Saying it again changes
 * nothing. The edge has checked that the leg is the customer's.
 * @throws DomainError "not_found"
 */
export const announceRecording = command(
  Announced,
  async (write, { callId, wasHeard, transcription }): Promise<void> => {
    await changeCall(write, callId, (call) => {
      if (call.provider !== BROWSERS || wantedRecording(call) !== "announcement") return;
      if (!wasHeard) return recordingConfirmed(call, "failed", write.now);
      if (transcription) transcriptionAnnounced(call);
      recordingAnnounced(call, write.now);
    });
  },
);
