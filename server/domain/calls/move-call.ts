import { type LiveCall, MoveCall } from "@/server/contract/live-calls";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { changeCall } from "./change-call";
import { liveCallFor } from "./live-call";
import { moveTo } from "./talk";

/**
 * Moves the audio of the actor's leg to another tab or device of theirs; the previous one becomes silent.
 * @throws DomainError "not_found"; "conflict": they are not on the line
 */
export const moveCall = command(
  MoveCall,
  async (write: Write<PersonActor>, { callId, deviceId }): Promise<LiveCall | null> => {
    const device = { deviceId, sessionId: write.actor.sid };
    await changeCall(write, callId, (call) => moveTo(call, write.actor.id, device, write.now));
    return liveCallFor(write, callId);
  },
);
