import { z } from "zod";
import { Id } from "@/server/contract/ids";
import { CallInput } from "@/server/contract/live-calls";
import type { PersonActor } from "@/server/contract/team";
import { causedByCustomer, command, type Write } from "@/server/domain/command";
import { changeCall } from "./change-call";
import { lockCall } from "./load-call";
import { requireLeg } from "./party";
import { customerLeft, hangUp } from "./talk";

/**
 * Leaves a call, and ends it if the actor is the last of the staff on it. Hanging up again changes nothing.
 * @throws DomainError "not_found": it never rang for them
 */
export const hangUpCall = command(CallInput, async (write: Write<PersonActor>, { callId }): Promise<null> => {
  await changeCall(write, callId, (call) => {
    requireLeg(call, write.actor.id);
    hangUp(call, write.actor.id, write.now);
  });
  return null;
});

/** Ends a call for the customer, in any state. Callers have authenticated the customer. */
export const hangUpForCustomer = command(z.object({ callId: Id }), async (write, { callId }): Promise<void> => {
  const { customerId } = await lockCall(write.tx, callId);
  await changeCall(causedByCustomer(write, customerId), callId, (call) => customerLeft(call, "hung_up", write.now));
});
