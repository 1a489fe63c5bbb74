import { type LiveCall, PauseRecording } from "@/server/contract/live-calls";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { changeCall } from "./change-call";
import { liveCallFor } from "./live-call";
import { pauseRecording } from "./recording";

/**
 * Pauses the recording of a call, or lets it go on.
 * @throws DomainError "not_found"; "forbidden": somebody else holds the call; "conflict": it is not recorded, or not theirs any more
 */
export const pauseCallRecording = command(
  PauseRecording,
  async (write: Write<PersonActor>, { callId, paused }): Promise<LiveCall | null> => {
    await changeCall(write, callId, (call) => pauseRecording(call, write.actor.id, paused, write.now));
    return liveCallFor(write, callId);
  },
);
