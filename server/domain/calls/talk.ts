import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import {
  type Call,
  consultedLeg,
  customerLeg,
  endCall,
  endLeg,
  endRinging,
  isConsultRinging,
  isCustomerRinging,
  isOnLine,
  type Leg,
  lastLegOf,
  liveLegOf,
  type NotReached,
  requeue,
  ringingLegs,
  staffOnLine,
  takeOver,
} from "./call";
import { refuseDuringCardEntry } from "./cards/card-state";

/* The rules of answering, talking and leaving. Each changes the call it is given. */

/** The browser tab, and the sign-in, with which somebody answers. */
export type Device = { deviceId: Id; sessionId: Id };

/**
 * Somebody who is being rung answers: exactly one wins. Answering again changes nothing.
 * @throws DomainError "taken" with `{ by }`; "conflict" when it is over or no longer rings for them
 */
export function answer(call: Call, userId: Id, device: Device, now: Date): void {
  const leg = liveLegOf(call, userId);
  if (!leg) throw notRinging(call, userId);
  if (isOnLine(leg)) return;
  Object.assign(leg, { state: "up", since: now, joinedAt: now, aliveAt: now, ...device });
  endRinging(call, "answered_elsewhere", now);
  if (leg.purpose === "consult") return;
  const sender = call.transfer && liveLegOf(call, call.transfer.fromUserId);
  if (sender) endLeg(sender, "transferred", now);
  customerLeg(call).held = false;
  takeOver(call, leg);
  Object.assign(call, { connectedAt: call.connectedAt ?? now, queuedAt: null, transfer: null });
}

function notRinging(call: Call, userId: Id): DomainError {
  const mine = lastLegOf(call, userId);
  if (!mine) return new DomainError("not_found");
  if (mine.endedAs === "answered_elsewhere") {
    const winner = call.legs.findLast((leg) => leg.joinedAt !== null && leg.role === "staff");
    return new DomainError("taken", "callAnsweredFirst", { by: winner?.name ?? "" });
  }
  return new DomainError("conflict", call.endedAt ? "callOver" : "callNotRinging");
}

/** Stops ringing one person. A consultation or transfer ends when nobody is left to answer it. */
export function decline(call: Call, userId: Id, now: Date): void {
  const leg = liveLegOf(call, userId);
  if (leg?.state !== "ringing") return;
  endLeg(leg, "declined", now);
  afterRinging(call, leg, now);
}

/** Ends a consultation or transfer once nobody is being rung for it any more. */
export function afterRinging(call: Call, { purpose }: Pick<Leg, "purpose">, now: Date): void {
  if (ringingLegs(call).length > 0) return;
  call.ringUntil = null;
  if (purpose === "consult") customerLeg(call).held = false;
  if (purpose === "transfer" && call.transfer) transferFailed(call, now);
}

/** Returns an unanswered transfer to its sender, or to the queue when the sender has left. */
export function transferFailed(call: Call, now: Date): void {
  endRinging(call, "no_answer", now);
  call.transfer = null;
  customerLeg(call).held = false;
  if (staffOnLine(call).length === 0) requeue(call, now);
}

/**
 * A person hangs up. This ends the call only if they are the last of the staff on it: a consulted colleague takes the call over, a
 * pending transfer goes on ringing, and a ringing consultation is canceled first.
 */
export function hangUp(call: Call, userId: Id, now: Date): void {
  const leg = liveLegOf(call, userId);
  if (!leg) return;
  const isHolder = call.holderId === userId;
  if (leg.role === "supervisor") endLeg(leg, "hung_up", now);
  else if (isCustomerRinging(call)) endCall(call, "withdrawn", now);
  else if (leg.state === "ringing") decline(call, userId, now);
  else if (call.transfer) leave(call, leg, "transferred", now);
  else if (isHolder && isConsultRinging(call)) cancelConsult(call, now);
  else if (staffOnLine(call).length === 1) endCall(call, "hung_up", now);
  else leave(call, leg, isHolder ? "transferred" : "hung_up", now);
}

/** The customer hung up, or their browser is gone for good. */
export function customerLeft(call: Call, as: "hung_up" | "lost", now: Date): void {
  if (call.endedAt) return;
  endCall(call, isCustomerRinging(call) ? "declined" : as, now);
}

/**
 * The customer answers a call of ours. Answering again changes nothing.
 * @throws DomainError "conflict" when it is over
 */
export function customerAnswered(call: Call, now: Date): void {
  if (call.endedAt) throw new DomainError("conflict", "callOver");
  if (!isCustomerRinging(call)) return;
  Object.assign(customerLeg(call), { state: "up", since: now, joinedAt: now, aliveAt: now });
  Object.assign(call, { connectedAt: now, ringUntil: null });
}

/** The customer whom we called cannot be reached, or does not want to. Nothing of a call that they have answered. */
export function customerNotReached(call: Call, as: NotReached, now: Date): void {
  if (!call.endedAt && isCustomerRinging(call)) endCall(call, as, now);
}

/**
 * A person leaves the line. The customer stays with the remaining staff, else with a pending transfer, else in the queue. A customer
 * who has not answered yet is rung no longer.
 */
export function leave(call: Call, leg: Leg, as: "hung_up" | "transferred" | "lost", now: Date): void {
  endLeg(leg, as, now);
  if (leg.role === "supervisor") return;
  const [next] = staffOnLine(call);
  // Nobody would be on the line when the customer answers.
  if (!next && isCustomerRinging(call)) {
    endCall(call, "withdrawn", now);
    return;
  }
  if (next) {
    if (leg.userId === call.holderId) {
      takeOver(call, next);
      if (isConsultRinging(call)) endRinging(call, "withdrawn", now);
    }
    if (!call.transfer) customerLeg(call).held = false;
    return;
  }
  call.holderId = null;
  if (!call.transfer) requeue(call, now);
}

/** Cancels a consultation or a pending transfer: the customer is back with the holder. */
export function cancelConsult(call: Call, now: Date): void {
  const consulted = consultedLeg(call);
  // It has already ended: a customer who is on hold for another reason stays on hold.
  if (!consulted && !call.transfer && !isConsultRinging(call)) return;
  endRinging(call, "withdrawn", now);
  if (consulted) endLeg(consulted, "hung_up", now);
  call.transfer = null;
  customerLeg(call).held = false;
}

/** @throws DomainError "conflict" when this person is not on the line */
export function requireOnLine(call: Call, userId: Id): Leg {
  const leg = liveLegOf(call, userId);
  if (leg && isOnLine(leg)) return leg;
  if (!lastLegOf(call, userId)) throw new DomainError("not_found");
  throw new DomainError("conflict", call.endedAt ? "callOver" : "notOnCall");
}

/** @throws DomainError "forbidden" when somebody else holds the call; "conflict" before the customer has answered */
export function requireHolder(call: Call, userId: Id): Leg {
  const leg = requireOnLine(call, userId);
  if (isCustomerRinging(call)) throw new DomainError("conflict", "customerRinging");
  if (call.holderId === userId) return leg;
  const holder = call.legs.find((one) => one.userId === call.holderId);
  throw new DomainError("forbidden", "notCallHolder", { name: holder?.name ?? "" });
}

/** Puts the customer on hold, or takes them back. Only the holder does: a consultation is private until they say otherwise. */
export function hold(call: Call, userId: Id, held: boolean): void {
  requireHolder(call, userId);
  refuseDuringCardEntry(call);
  if (call.transfer || isConsultRinging(call)) throw new DomainError("conflict", "handoverPending");
  customerLeg(call).held = held;
}

export function mute(call: Call, userId: Id, muted: boolean): void {
  requireOnLine(call, userId).muted = muted;
}

/** Moves the audio to another tab or device of the same person. */
export function moveTo(call: Call, userId: Id, device: Device, now: Date): void {
  Object.assign(requireOnLine(call, userId), { ...device, aliveAt: now });
}
