import type { HandoffCard } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { type Call, type Callee, consultedLeg, customerLeg, endLeg, isConsultRinging, ring, takeOver } from "./call";
import { requireHolder } from "./talk";

/** Whom a consultation or a transfer goes to: the people to ring, and the place the call is at once one of them has it. */
export type HandoverTarget = { callees: readonly Callee[]; userId: Id | null; placeId: Id; name: string };

function refuseSecond(call: Call): void {
  if (call.transfer || isConsultRinging(call) || consultedLeg(call))
    throw new DomainError("conflict", "handoverPending");
}

/** Asks a colleague to the call while the customer hears music. */
export function consult(call: Call, userId: Id, to: HandoverTarget, ringUntil: Date, now: Date): void {
  requireHolder(call, userId);
  refuseSecond(call);
  customerLeg(call).held = true;
  ring(call, to.callees, { purpose: "consult", placeId: to.placeId }, now);
  call.ringUntil = ringUntil;
}

/** Brings the customer into the consultation: all hear each other. */
export function join(call: Call, userId: Id): void {
  requireHolder(call, userId);
  if (!consultedLeg(call)) throw new DomainError("conflict", "noConsultation");
  customerLeg(call).held = false;
}

/** The holder leaves, and the colleague they asked to the call has it. */
export function completeTransfer(call: Call, userId: Id, now: Date): void {
  const leg = requireHolder(call, userId);
  const next = consultedLeg(call);
  if (!next) throw new DomainError("conflict", "noConsultation");
  endLeg(leg, "transferred", now);
  takeOver(call, next);
  customerLeg(call).held = false;
}

/** Hands the call over without talking first. The sender keeps it until somebody answers. */
export function transfer(
  call: Call,
  userId: Id,
  to: HandoverTarget & { card: HandoffCard },
  ringUntil: Date,
  now: Date,
): void {
  requireHolder(call, userId);
  refuseSecond(call);
  customerLeg(call).held = true;
  const { placeId, name, card } = to;
  const expiresAt = ringUntil.toISOString();
  call.transfer = { fromUserId: userId, to: { userId: to.userId, placeId, name }, card, expiresAt };
  ring(call, to.callees, { purpose: "transfer", placeId }, now);
  call.ringUntil = ringUntil;
}
