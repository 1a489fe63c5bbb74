import { type Call, customerLeg, isOnLine } from "@/server/domain/calls/call";
import type { TwilioVoiceApi } from "./api";
import { ARRIVE_MS, type CallView, sinceJoined } from "./call-view";
import { isOver, type NotReached, outcomeOf } from "./outcome";
import { customerParticipant } from "./plan";

/** How long a call that was just placed may take to appear in Twilio's lists. */
const LISTED_MS = 5000;
/** A call that Twilio does not know of so long after it was placed never was. */
const PLACED_MS = 20_000;
/** Twilio's clock may be behind ours. */
const SKEW_MS = 5000;

/** Whether a customer on the line has hung up. One whose call goes on outside the conference has not. */
export function isCustomerGone(call: Call, { observed }: CallView, now: Date): boolean {
  if (!observed || !isOnLine(customerLeg(call))) return false;
  const { is, callSid } = observed.customer;
  return is === "over" || (is === "unknown" && callSid === null && sinceJoined(call, now) > ARRIVE_MS);
}

type Dialing = { api: Pick<TwilioVoiceApi, "statusOf" | "lastCallTo">; callerId: string | null };

/**
 * Why the customer whom we call cannot be reached; null while they may be. A node that begins to lead asks Twilio whether the customer
 * was called before, and then does not call them again.
 * @throws TwilioApiError
 */
export async function whyNotReached(call: Call, view: CallView, dialing: Dialing): Promise<NotReached | null> {
  if (call.direction === "in" || customerLeg(call).state !== "ringing" || isListed(call, view)) return null;
  // Twilio refused to place it, or the endpoint that it would come from was removed.
  if (view.isRefused || dialing.callerId === null) return "failed";
  const now = performance.now();
  if (view.dialedAt === null && !view.isInherited) return null;
  if (view.dialedAt !== null && now - view.dialedAt < LISTED_MS) return null;
  const status = await statusOfCall(call, view, dialing);
  if (status === null) return view.dialedAt !== null && now - view.dialedAt > PLACED_MS ? "failed" : null;
  view.dialedAt ??= now;
  return outcomeOf(status) ?? (isOver(status) ? "no_answer" : null);
}

const isListed = (call: Call, view: CallView): boolean =>
  view.observed !== null && customerParticipant(call, view.observed) !== null;

async function statusOfCall(call: Call, view: CallView, { api, callerId }: Dialing): Promise<string | null> {
  if (view.customerSid) return api.statusOf(view.customerSid);
  const since = new Date(call.startedAt.getTime() - SKEW_MS);
  const last = await api.lastCallTo({ to: call.contactValue, from: callerId ?? "" }, since);
  view.customerSid = last?.sid ?? null;
  return last?.status ?? null;
}
