import { HoldCall, type LiveCall } from "@/server/contract/live-calls";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { changeCall } from "./change-call";
import { liveCallFor } from "./live-call";
import { hold } from "./talk";

/**
 * Puts the customer on hold, where they hear music, or takes them off hold.
 * @throws DomainError "not_found"; "conflict": they are not on the line, or a consultation or transfer is ringing
 */
export const holdCall = command(
  HoldCall,
  async (write: Write<PersonActor>, { callId, held }): Promise<LiveCall | null> => {
    await changeCall(write, callId, (call) => hold(call, write.actor.id, held));
    return liveCallFor(write, callId);
  },
);
