import type { Id } from "@/server/contract/ids";
import { type Call, customerLeg, isOnLine } from "@/server/domain/calls/call";
import { hangUpForCustomer } from "@/server/domain/calls/hang-up-call";
import { answerForCustomer, giveUpOnCustomer } from "@/server/domain/calls/ring-customer";
import type { Ctx } from "@/server/domain/context";
import { twilioCall, unlessOver } from "./heard";
import { callOfConference, legOf } from "./names";
import { isOver, outcomeOf } from "./outcome";

/*
 * Twilio reports in any order, more than once, or never. Only what is final is believed as it comes: that a customer is gone, was not
 * reached, or has answered. Everything else says no more than that a look at Twilio is worthwhile, and the look tells the truth.
 */

/** `status`: of the participant's call; `reason`: why they left. Both only where somebody left. */
export type ConferenceReport = {
  name: string;
  event: string;
  label: string;
  callSid: string;
  status: string;
  reason: string;
};
export type CustomerReport = { callId: string; status: string; sipCode?: string; seconds: number };
/** `stray`: a call at Twilio that came to a call of ours that is over, and must end. */
export type Heard = { callId: Id | null; stray: string | null };

const NOTHING: Heard = { callId: null, stray: null };

/** A conference changed. */
export async function hearOfConference(ctx: Ctx, report: ConferenceReport): Promise<Heard> {
  const { name, event, label, callSid } = report;
  const call = await twilioCall(ctx, callOfConference(name));
  if (!call) return NOTHING;
  if (call.endedAt) return event === "participant-join" && callSid ? { callId: null, stray: callSid } : NOTHING;
  const leg = customerLeg(call);
  const isCustomer = legOf(label) === leg.id;
  if (isCustomer && event === "participant-leave" && isOnLine(leg) && hasHungUp(report))
    await unlessOver(hangUpForCustomer(ctx, { callId: call.id }));
  return { callId: call.id, stray: null };
}

/** Whoever leaves has hung up, unless we took them out to say something to them: then their call goes on. */
const hasHungUp = ({ status, reason }: Pick<ConferenceReport, "status" | "reason">): boolean =>
  status === "" ? reason === "participant_hung_up" : isOver(status);

/** A call to a customer changed. */
export async function hearOfCustomer(ctx: Ctx, { callId, status, sipCode, seconds }: CustomerReport): Promise<Heard> {
  const call = await twilioCall(ctx, callId);
  if (!call || call.endedAt || call.direction === "in") return NOTHING;
  const notReached = outcomeOf(status, sipCode);
  if (notReached) await unlessOver(giveUpOnCustomer(ctx, { callId: call.id, as: notReached }));
  if (status === "in-progress") await unlessOver(answerForCustomer(ctx, { callId: call.id }));
  if (status === "completed") await completed(ctx, call, seconds);
  return { callId: call.id, stray: null };
}

/** A call that lasted was answered, though nobody may have said so before. */
async function completed(ctx: Ctx, call: Call, seconds: number): Promise<void> {
  if (seconds > 0) await unlessOver(answerForCustomer(ctx, { callId: call.id }));
  if (seconds > 0 || isOnLine(customerLeg(call))) await unlessOver(hangUpForCustomer(ctx, { callId: call.id }));
  else await unlessOver(giveUpOnCustomer(ctx, { callId: call.id, as: "no_answer" }));
}
