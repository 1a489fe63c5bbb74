import type { Id } from "@/server/contract/ids";
import { type Call, customerLeg, isLive, isOnLine, type Leg } from "@/server/domain/calls/call";
import type { Participant } from "./api";
import { isAtPlace, wantedPlace } from "./customer-place";
import { isOfTab, legOf } from "./names";
import { recordingPauses, recordingSteps } from "./recording-plan";
import type { Observed, Step } from "./steps";

type Carried = { leg: Leg; participant: Participant };

/**
 * Compares a call with what Twilio has. The call alone decides: who is on its line is in its conference, but for a customer to whom
 * something is said; a customer on hold, or whom nobody of ours is with any more, hears music, and a supervisor is heard by whom their
 * mode says. Browsers connect by themselves. Moves and holds come before anybody may speak, so that a consultation is private from its
 * first word.
 * @param callerId the number of ours that customers see; null: this call dials nobody
 * @returns what makes Twilio equal to the call; nothing when it is
 */
export function stepsFor(call: Call, observed: Observed, now: Date, callerId: string | null = null): Step[] {
  const carried = carriedLegs(call, observed);
  const kept = new Set(carried.map(({ participant }) => participant));
  const spare = observed.participants.filter((one) => legOf(one.label) !== null && !kept.has(one));
  return [
    ...recordingPauses(call, observed),
    ...spare.map(({ callSid }): Step => ({ do: "hangUp", callSid })),
    ...dials(call, carried, callerId),
    ...recordingSteps(call, observed, now),
    ...moves(call, observed),
    ...carried.flatMap((one) => holds(call, one, carried, observed)),
    ...carried.flatMap((one) => voices(call, one, carried, observed)),
  ];
}

/** Each leg with the participant that carries it: the newest of its own tab. */
function carriedLegs(call: Call, observed: Pick<Observed, "participants">): Carried[] {
  return call.legs.flatMap((leg) => {
    const participant = participantFor(leg, observed);
    return participant ? [{ leg, participant }] : [];
  });
}

function participantFor(leg: Leg, { participants }: Pick<Observed, "participants">): Participant | null {
  if (!isLive(leg) || (leg.role !== "customer" && !isOnLine(leg))) return null;
  return participants
    .filter(({ label }) => legOf(label) === leg.id && (leg.role === "customer" || isOwn(leg, label)))
    .reduce<Participant | null>((newest, one) => (newest && newest.createdAt > one.createdAt ? newest : one), null);
}

const isOwn = ({ sessionId, deviceId }: Leg, label: string): boolean =>
  sessionId !== null && deviceId !== null && isOfTab(label, { sessionId, deviceId });

const isAnybodyThere = (carried: readonly Carried[]): boolean =>
  carried.some(({ leg, participant }) => leg.role === "staff" && participant.isConnected);

/** A customer is called once their caller is there: whoever answers hears somebody. */
function dials(call: Call, carried: readonly Carried[], callerId: string | null): Step[] {
  const leg = customerLeg(call);
  const isDue = call.direction === "out" && leg.state === "ringing" && callerId !== null && isAnybodyThere(carried);
  if (!isDue || carried.some((one) => one.leg === leg)) return [];
  return [{ do: "dial", leg, to: call.contactValue, from: callerId }];
}

function moves(call: Call, { customer }: Observed): Step[] {
  const wanted = wantedPlace(call);
  if (!wanted || !customer.callSid || !["inside", "outside"].includes(customer.is)) return [];
  return isAtPlace(wanted, customer) ? [] : [{ do: "move", callSid: customer.callSid, to: wanted }];
}

/** Before two have met, Twilio plays the sound of the beginning by itself, and there is nobody whom a customer could hear. */
function holds(
  call: Call,
  { leg, participant }: Carried,
  carried: readonly Carried[],
  { isStarted }: Observed,
): Step[] {
  if (leg.role !== "customer" || !participant.isConnected || !isStarted) return [];
  const held = leg.held || (call.connectedAt !== null && !isAnybodyThere(carried));
  return held === participant.hold ? [] : [{ do: "hold", callSid: participant.callSid, held }];
}

/**
 * Browsers mute themselves; this is the server's word for it. A supervisor is muted where their mode cannot be kept, and everybody until
 * a customer who is to hear something first has left the conference.
 */
function voices(
  call: Call,
  { leg, participant }: Carried,
  carried: readonly Carried[],
  { customer }: Observed,
): Step[] {
  if (leg.role === "customer" || !participant.isConnected) return [];
  const coach = leg.supervision === "whisper" ? holderCall(call, carried) : null;
  const isSilent = leg.supervision === "listen" || (leg.supervision === "whisper" && coach === null);
  const isTooEarly = wantedPlace(call)?.at === "announcement" && customer.is === "inside";
  const muted = leg.muted || isSilent || isTooEarly;
  // Whom somebody muted speaks to does not matter.
  if (muted === participant.muted && (muted || coach === participant.coaches)) return [];
  return [{ do: "speak", callSid: participant.callSid, muted, coach }];
}

/** Twilio lets a supervisor whisper to one participant: to the person whose call it is. */
const holderCall = (call: Call, carried: readonly Carried[]): string | null =>
  carried.find(
    ({ leg, participant }) => leg.role === "staff" && leg.userId === call.holderId && participant.isConnected,
  )?.participant.callSid ?? null;

/** The legs that are there: a participant is for a telephone what a report is for a browser. */
export function legsPresent(call: Call, observed: Observed): Id[] {
  const inside = carriedLegs(call, observed).flatMap(({ leg, participant }) =>
    isOnLine(leg) && (leg.role === "customer" || participant.isConnected) ? [leg.id] : [],
  );
  const customer = customerLeg(call);
  return observed.customer.is === "outside" && isOnLine(customer) ? [...new Set([customer.id, ...inside])] : inside;
}

/** The customer's participant, if there is one. */
export const customerParticipant = (call: Call, observed: Pick<Observed, "participants">): Participant | null =>
  participantFor(customerLeg(call), observed);

/** Whether the customer whom we called has answered. */
export const hasCustomerAnswered = (call: Call, observed: Observed): boolean =>
  customerLeg(call).state === "ringing" && customerParticipant(call, observed)?.isConnected === true;
