import type { Id } from "@/server/contract/ids";
import { checkPieces, type LastPieces } from "./browser-recording";
import { type Call, endLeg, isOnLine, type Leg, ringingLegs } from "./call";
import { checkCardEntry } from "./cards/card-entry";
import { overduePrompt } from "./prompt";
import { promptEnded } from "./prompt-ended";
import { checkAnnouncement } from "./recording";
import { afterRinging, customerLeft, customerNotReached, leave } from "./talk";
import { endVoicemail, isVoicemailOverdue } from "./voicemail";

/** A leg whose browser does not report is away after the first time, and lost after the second. */
export const AWAY_AFTER_MS = 8000;
export const LOST_AFTER_MS = AWAY_AFTER_MS + 20_000;

/** `gone`: legs of people who were disabled or have signed out. `watchedSince`: silence before this time does not count. */
export type LivenessInput = { gone: ReadonlySet<Id>; watchedSince: Date; lastPieces?: LastPieces };

/**
 * Applies what is due: silent legs become away, then lost; an unanswered ring of a customer, consultation or transfer ends, and so do
 * a message, a prompt, an announcement and a card entry whose end nobody reported.
 */
export function tick(call: Call, { gone, watchedSince, lastPieces = new Map() }: LivenessInput, now: Date): void {
  if (call.endedAt) return;
  const hasRung = call.ringUntil !== null && now >= call.ringUntil;
  if (hasRung) customerNotReached(call, "no_answer", now);
  if (isVoicemailOverdue(call, now)) endVoicemail(call, now);
  checkAnnouncement(call, now);
  checkPieces(call, lastPieces, now);
  checkCardEntry(call, now);
  const overdue = overduePrompt(call, now);
  if (overdue) promptEnded(call, overdue.id, null, now);
  for (const leg of call.legs) if (gone.has(leg.id)) dismiss(call, leg, now);
  for (const leg of call.legs) checkHeartbeat(call, leg, watchedSince, now);
  for (const leg of ringingLegs(call)) {
    const isHandover = leg.purpose === "consult" || leg.purpose === "transfer";
    if (!isHandover || !hasRung) continue;
    endLeg(leg, "no_answer", now);
    afterRinging(call, leg, now);
  }
}

/** Ends the leg of a person who can no longer sign in. */
function dismiss(call: Call, leg: Leg, now: Date): void {
  if (isOnLine(leg)) leave(call, leg, "lost", now);
  else if (leg.state === "ringing") {
    endLeg(leg, "withdrawn", now);
    afterRinging(call, leg, now);
  }
}

function checkHeartbeat(call: Call, leg: Leg, watchedSince: Date, now: Date): void {
  if (!isOnLine(leg)) return;
  const lastReport = leg.aliveAt ?? leg.since;
  const silentMs = now.getTime() - Math.max(lastReport.getTime(), watchedSince.getTime());
  if (silentMs < LOST_AFTER_MS) {
    if (silentMs >= AWAY_AFTER_MS && leg.state === "up") Object.assign(leg, { state: "away", since: now });
  } else if (leg.role === "customer") customerLeft(call, "lost", now);
  else leave(call, leg, "lost", now);
}

/** Records that the leg's browser reported. A leg that was away is up again. */
export function recordHeartbeat(leg: Leg, now: Date): void {
  if (!isOnLine(leg)) return;
  leg.aliveAt = now;
  if (leg.state === "away") Object.assign(leg, { state: "up", since: now });
}
