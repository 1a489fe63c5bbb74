import { uuidv7 } from "uuidv7";
import type { Id } from "@/server/contract/ids";
import { type Call, isOnLine, type Leg, type WrapUp } from "./call";

/* The rules of wrap-ups (ADR 0052). Each changes the call it is given. */

/** Whether a wrap-up goes on. Its end needs no writer: the cap was stored with its beginning. */
export const isOpen = ({ isOver, endsAt }: Pick<WrapUp, "isOver" | "endsAt">, now: Date): boolean =>
  !isOver && endsAt > now;

/** The legs of our people who came onto the line by a change. */
export function joinedLegs(before: Pick<Call, "legs">, call: Pick<Call, "legs">): Leg[] {
  const wereOnLine = new Set(before.legs.filter(isOnLine).map(({ id }) => id));
  return call.legs.filter((leg) => leg.userId !== null && isOnLine(leg) && !wereOnLine.has(leg.id));
}

/**
 * Returns the leg of the person who held the call and left it by a change, if the customer was ever on the line. A person whose
 * browser was lost is none: the customer waits for them first.
 */
export function leaverOf(before: Call, call: Call): Leg | null {
  if (before.connectedAt === null) return null;
  const held = before.legs.find((leg) => leg.role === "staff" && isOnLine(leg) && leg.userId === before.holderId);
  const leg = held && call.legs.find(({ id }) => id === held.id);
  return leg?.state === "ended" && leg.endedAs !== "lost" ? leg : null;
}

/**
 * Begins the wrap-up of a person who left the call. With a cap of 0 seconds it is over when it begins, and only keeps what the
 * person says about the call.
 */
export function beginWrapUp(call: Call, { userId, name }: Leg, placeId: Id, seconds: number, now: Date): void {
  if (!userId) return;
  call.wrapUps.push({
    ...{ id: uuidv7(), callId: call.id, userId, name, placeId, startedAt: now },
    ...{ endsAt: new Date(now.getTime() + seconds * 1000), isOver: seconds === 0, disposition: null },
  });
}

/** Ends a person's open wrap-ups of this call now. */
export function endWrapUps(call: Call, userId: Id, now: Date): void {
  for (const wrapUp of call.wrapUps)
    if (wrapUp.userId === userId && isOpen(wrapUp, now)) Object.assign(wrapUp, { endsAt: now, isOver: true });
}
