import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { SupervisionMode } from "@/server/contract/live-calls";
import {
  type Call,
  type Callee,
  customerLeg,
  endLeg,
  endRinging,
  isOnLine,
  liveLegOf,
  newLeg,
  staffOnLine,
  supervisors,
  takeOver,
} from "./call";
import { refuseDuringCardEntry } from "./cards/card-state";
import type { Device } from "./talk";

/* The rules of supervising. Each changes the call it is given. */

/** `isHidden`: while they only listen, nobody else on the call sees that they do. */
export type Supervision = { mode: SupervisionMode; isHidden: boolean };

/**
 * A supervisor comes onto a call on which somebody of ours talks, or changes how they supervise it.
 * @throws DomainError "conflict": nobody of ours is on the line, the supervisor takes part in the call or is rung by it, or the customer
 * enters a card
 */
export function supervise(call: Call, who: Callee, { mode, isHidden }: Supervision, device: Device, now: Date): void {
  refuseDuringCardEntry(call);
  const leg = liveLegOf(call, who.id) ?? join(call, who, device, now);
  if (leg.role !== "supervisor") throw new DomainError("conflict", "partOfCall");
  Object.assign(leg, { supervision: mode, isHidden: isHidden && mode === "listen" });
}

function join(call: Call, { id: userId, name }: Callee, device: Device, now: Date) {
  const isTalking = staffOnLine(call).length > 0 && isOnLine(customerLeg(call));
  if (!isTalking) throw new DomainError("conflict", call.endedAt ? "callOver" : "nobodyTalks");
  const onLine = { state: "up" as const, joinedAt: now, aliveAt: now };
  const leg = newLeg(call, { role: "supervisor", purpose: "supervise", userId, name, ...onLine, ...device }, now);
  call.legs.push(leg);
  return leg;
}

/**
 * A supervisor takes the call over from whoever holds it: a colleague who was consulted stays, what still rings is called off, and
 * the customer is on the line.
 * @throws DomainError "conflict": they do not supervise the call
 */
export function takeOverCall(call: Call, userId: Id, now: Date): void {
  const mine = supervisors(call).find((leg) => leg.userId === userId);
  if (!mine) throw new DomainError("conflict", call.endedAt ? "callOver" : "notSupervising");
  refuseDuringCardEntry(call);
  const { name, deviceId, sessionId } = mine;
  const onLine = { state: "up" as const, joinedAt: now, aliveAt: now };
  const leg = newLeg(call, { role: "staff", purpose: "supervise", userId, name, ...onLine, deviceId, sessionId }, now);
  endRinging(call, "withdrawn", now);
  endLeg(mine, "transferred", now);
  for (const other of staffOnLine(call)) if (other.userId === call.holderId) endLeg(other, "taken_over", now);
  call.legs.push(leg);
  call.transfer = null;
  customerLeg(call).held = false;
  takeOver(call, leg);
}
