import type { Id } from "@/server/contract/ids";
import { type Call, type Callee, endCall, endLeg, isWaiting, ring, ringingLegs } from "./call";
import { announcePosition, type QueueFacts } from "./queue";
import { startVoicemail, type VoicemailOffer } from "./voicemail";

/** The people who can be rung now, and the limits of ringing and waiting. */
export type RingFacts = {
  /** The owner of the conversation, when they can be rung. */
  owner: Callee | null;
  /** Available people of the call's place, and of the team it overflows to; nobody who is on a call or is rung by another. */
  here: readonly Callee[];
  overflow: readonly Callee[];
  ringSeconds: number;
  maxWaitSeconds: number;
  /** How a message is taken from customers whom nobody answers; null where none can be. */
  voicemail: VoicemailOffer | null;
  /** What the customer should hear about the queue now; null for nothing. */
  queue: QueueFacts | null;
};

const isOver = (until: Date | null, now: Date): boolean => until !== null && now >= until;
const after = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * 1000);

/**
 * Rings the next people for a waiting customer: the owner of the conversation, then everybody at the place, then the overflow
 * team, then the place again. People who become available are added; those who declined are not rung again. The customer hears now and then how many wait before them. After `maxWaitSeconds` the
 * customer may leave a message, or the call ends.
 */
export function ringNext(call: Call, facts: RingFacts, now: Date): void {
  if (!isWaiting(call) || call.queuedAt === null) return;
  if (now < after(call.queuedAt, facts.maxWaitSeconds)) {
    ringRound(call, facts, now);
    if (facts.queue) announcePosition(call, facts.queue, now);
  } else if (facts.voicemail) startVoicemail(call, facts.voicemail, now);
  else endCall(call, "no_answer", now);
}

function ringRound(call: Call, facts: RingFacts, now: Date): void {
  if (isOver(call.ringUntil, now)) Object.assign(call, { round: call.round + 1, ringUntil: null });
  const round = roundToRing(call, facts);
  if (round !== call.round) Object.assign(call, { round, ringUntil: null });
  const wanted = calleesOf(call, round, facts);
  if (call.ringUntil === null) {
    const stays = new Set(wanted.map(({ id }) => id));
    for (const leg of ringingLegs(call)) if (!stays.has(leg.userId as Id)) endLeg(leg, "no_answer", now);
  }
  ring(call, wanted, { purpose: round === 0 && call.isReturned ? "return" : "queue" }, now);
  if (wanted.length > 0) call.ringUntil ??= after(now, facts.ringSeconds);
}

/** The current round, or the next one with somebody to ring. */
function roundToRing(call: Call, facts: RingFacts): number {
  for (let round = call.round; round < call.round + 3; round++)
    if (calleesOf(call, round, facts).length > 0) return round;
  return Math.max(1, call.round);
}

function calleesOf(call: Call, round: number, { owner, here, overflow }: RingFacts): Callee[] {
  const queuedAt = call.queuedAt as Date;
  const hasDeclined = (id: Id) =>
    call.legs.some((leg) => leg.userId === id && leg.endedAs === "declined" && (leg.endedAt as Date) >= queuedAt);
  const reached = round === 0 ? (owner ? [owner] : []) : round % 2 === 1 ? here : overflow;
  return reached.filter(({ id }) => !hasDeclined(id));
}
