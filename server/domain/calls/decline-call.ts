import { CallInput } from "@/server/contract/live-calls";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { changeCall } from "./change-call";
import { requireLeg } from "./party";
import { decline } from "./talk";

/**
 * Stops a call from ringing for the actor only; it goes on ringing for the others. Declining again changes nothing.
 * @throws DomainError "not_found": it never rang for them
 */
export const declineCall = command(CallInput, async (write: Write<PersonActor>, { callId }): Promise<null> => {
  await changeCall(write, callId, (call) => {
    requireLeg(call, write.actor.id);
    decline(call, write.actor.id, write.now);
  });
  return null;
});
