import { TWILIO } from "@/server/contract/constants";
import type { Identity } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { customerLeg } from "@/server/domain/calls/call";
import { loadCalls } from "@/server/domain/calls/load-call";
import { receiveCall } from "@/server/domain/calls/receive-call";
import type { Ctx } from "@/server/domain/context";
import { endpointOfNumber } from "@/server/domain/settings/active-endpoints";
import { callerIdentity } from "@/server/domain/text/caller";
import { log } from "@/server/lib/log";
import { callIdOf, customerLabel } from "./names";
import { joinConference, refuseCall } from "./twiml";

/** What Twilio says instead of a number that the caller withholds: words, written in digits. */
const WITHHELD_NUMBERS = ["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"];

export type ArrivingCall = { callSid: string; from: string; to: string };

/**
 * A customer calls a number: the call is received for the endpoint that was dialed, and waits in the conference of our call. The same
 * call again is the same call.
 * @returns the document that says so; a call for a number that is none of ours, or one that is over already, is refused
 * @throws an error of the database; Twilio then asks the fallback address of the number
 */
export async function arrive(ctx: Ctx, publicUrl: string, { callSid, from, to }: ArrivingCall): Promise<string> {
  const callId = callIdOf(callSid);
  const [known] = await loadCalls(ctx.db, [callId]);
  if (known?.endedAt) return refuseCall("rejected");
  const wait = (legId: Id) => joinConference({ publicUrl, callId, label: customerLabel(legId), hears: "ringing" });
  if (known) return wait(customerLeg(known).id);
  const endpoint = await endpointOfNumber(ctx.db, to);
  if (!endpoint) {
    log.warn({ provider: TWILIO }, "a call for a number that is not an active endpoint was refused");
    return refuseCall("rejected");
  }
  try {
    const caller = identityOfCaller(from, callId);
    const { legId } = await receiveCall(ctx, { callId, endpointId: endpoint.id, from: caller, provider: TWILIO });
    return wait(legId);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === "unavailable") throw error;
    log.error({ provider: TWILIO, err: error }, "a call could not be received");
    return refuseCall("busy");
  }
}

const identityOfCaller = (from: string, callId: Id): Identity =>
  callerIdentity(WITHHELD_NUMBERS.includes(from) ? "" : from, callId);
