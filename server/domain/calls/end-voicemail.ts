import { CallInput } from "@/server/contract/live-calls";
import { causedByCustomer, command } from "@/server/domain/command";
import { changeCall } from "./change-call";
import { lockCall } from "./load-call";
import { endVoicemail } from "./voicemail";

/**
 * Ends a call whose customer has left their message, or could not. A call that is over, or at which nobody leaves a message, is
 * unchanged.
 * @throws DomainError "not_found"
 */
export const endVoicemailOf = command(CallInput, async (write, { callId }): Promise<void> => {
  const { customerId } = await lockCall(write.tx, callId);
  await changeCall(causedByCustomer(write, customerId), callId, (call) => endVoicemail(call, write.now));
});
