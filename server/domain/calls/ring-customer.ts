import { z } from "zod";
import { Id } from "@/server/contract/ids";
import { causedByCustomer, command } from "@/server/domain/command";
import { changeCall } from "./change-call";
import { lockCall } from "./load-call";
import { customerAnswered, customerNotReached } from "./talk";

/* What becomes of a call that rings at the customer. For edges that know which leg is the customer's. */

/**
 * The customer answers. Answering again changes nothing.
 * @throws DomainError "not_found"; "conflict" when the call is over
 */
export const answerForCustomer = command(z.object({ callId: Id }), async (write, { callId }): Promise<void> => {
  const { customerId } = await lockCall(write.tx, callId);
  await changeCall(causedByCustomer(write, customerId), callId, (call) => customerAnswered(call, write.now));
});

const NotReached = z.object({ callId: Id, as: z.enum(["declined", "busy", "no_answer", "failed"]) });

/**
 * The customer declines, is busy, does not answer, or cannot be reached: the call ends. Of a call that they have answered it changes
 * nothing.
 * @throws DomainError "not_found"
 */
export const giveUpOnCustomer = command(NotReached, async (write, { callId, as }): Promise<void> => {
  const { customerId } = await lockCall(write.tx, callId);
  await changeCall(causedByCustomer(write, customerId), callId, (call) => customerNotReached(call, as, write.now));
});
