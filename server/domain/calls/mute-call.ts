import { type LiveCall, MuteCall } from "@/server/contract/live-calls";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { changeCall } from "./change-call";
import { liveCallFor } from "./live-call";
import { mute } from "./talk";

/**
 * Mutes the actor for everybody on the call, or lets them be heard again.
 * @throws DomainError "not_found"; "conflict": they are not on the line
 */
export const muteCall = command(
  MuteCall,
  async (write: Write<PersonActor>, { callId, muted }): Promise<LiveCall | null> => {
    await changeCall(write, callId, (call) => mute(call, write.actor.id, muted));
    return liveCallFor(write, callId);
  },
);
