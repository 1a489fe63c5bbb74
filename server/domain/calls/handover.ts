import type { HandoffCard } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { type Call, type Callee, consultedLeg, customerLeg, endLeg, isConsultRinging, ring, takeOver } from "./call";
import { refuseDuringCardEntry } from "./cards/card-state";
import { requireHolder } from "./talk";

/** The target of a consultation or transfer: the people to ring, and the place the call moves to when one of them takes it. */
export type HandoverTarget = { callees: readonly Callee[]; userId: Id | null; placeId: Id; name: string };

function refuseSecond(call: Call): void {
  refuseDuringCardEntry(call);
  if (call.transfer || isConsultRinging(call) || consultedLeg(call))
    throw new DomainError("conflict", "handoverPending");
}

/** Rings a colleague for a consultation and puts the customer on hold. */
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

/** Completes a transfer after a consultation: the holder leaves, and the consulted colleague becomes the holder. */
export function completeTransfer(call: Call, userId: Id, now: Date): void {
  const leg = requireHolder(call, userId);
  const next = consultedLeg(call);
  if (!next) throw new DomainError("conflict", "noConsultation");
  endLeg(leg, "transferred", now);
  takeOver(call, next);
  customerLeg(call).held = false;
}

/** Starts a blind transfer. The sender holds the call until somebody answers. */
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
