import type { Id } from "@/server/contract/ids";
import { type Call, endLeg, isOnLine, type Leg, ringingLegs } from "./call";
import { afterRinging, customerLeft, leave } from "./talk";

/** A leg whose browser is silent for so long is away; after so much longer it is lost. */
export const AWAY_AFTER_MS = 8000;
export const LOST_AFTER_MS = AWAY_AFTER_MS + 20_000;

/** `gone`: legs of people who were disabled or have signed out. `listeningSince`: nobody could have been heard before. */
export type Watched = { gone: ReadonlySet<Id>; listeningSince: Date };

/** Does what is due: silent legs are away, then lost; a consultation or transfer that rang in vain is over. */
export function tick(call: Call, { gone, listeningSince }: Watched, now: Date): void {
  if (call.endedAt) return;
  for (const leg of call.legs) if (gone.has(leg.id)) dismiss(call, leg, now);
  for (const leg of call.legs) listenFor(call, leg, listeningSince, now);
  for (const leg of ringingLegs(call)) {
    const isHandover = leg.purpose === "consult" || leg.purpose === "transfer";
    if (!isHandover || call.ringUntil === null || now < call.ringUntil) continue;
    endLeg(leg, "no_answer", now);
    afterRinging(call, leg, now);
  }
}

/** Somebody who can no longer sign in is neither rung nor on the line. */
function dismiss(call: Call, leg: Leg, now: Date): void {
  if (isOnLine(leg)) leave(call, leg, "lost", now);
  else if (leg.state === "ringing") {
    endLeg(leg, "withdrawn", now);
    afterRinging(call, leg, now);
  }
}

function listenFor(call: Call, leg: Leg, listeningSince: Date, now: Date): void {
  if (!isOnLine(leg)) return;
  const lastReport = leg.aliveAt ?? leg.since;
  const silentMs = now.getTime() - Math.max(lastReport.getTime(), listeningSince.getTime());
  if (silentMs < LOST_AFTER_MS) {
    if (silentMs >= AWAY_AFTER_MS && leg.state === "up") Object.assign(leg, { state: "away", since: now });
  } else if (leg.role === "customer") customerLeft(call, "lost", now);
  else leave(call, leg, "lost", now);
}

/** Its browser reported again. */
export function heardOf(leg: Leg, now: Date): void {
  if (!isOnLine(leg)) return;
  leg.aliveAt = now;
  if (leg.state === "away") Object.assign(leg, { state: "up", since: now });
}
