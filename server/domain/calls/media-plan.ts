import type { CallSound, MediaLink, MediaPlan } from "@/server/contract/call-media";
import type { Id } from "@/server/contract/ids";
import { isAnnouncing, noticeOf, recorderOf } from "./browser-recording";
import { type Call, customerLeg, isOnLine, type Leg, staffOnLine } from "./call";

/**
 * Decides who hears whom. Everybody on the line who is not on hold hears everybody else; those on hold hear music, and a waiting
 * customer hears ringback until the call is first answered. Where the call is recorded, they hear that first, and nobody.
 * @param deviceId the tab that asks; if another tab carries the leg, the plan says `moved`
 * @returns null when the call has no such leg
 */
export function mediaPlanOf(call: Call, legId: Id, deviceId?: Id): MediaPlan | null {
  const leg = call.legs.find(({ id }) => id === legId);
  if (!leg) return null;
  const plan = { callId: call.id, legId, version: call.version };
  if (leg.state === "ended") return { ...plan, ended: leg.endedAs, links: [], sound: "none" };
  const hasMoved = deviceId !== undefined && leg.deviceId !== null && leg.deviceId !== deviceId;
  if (hasMoved) return { ...plan, ended: "moved", links: [], sound: "none" };
  const heard = { ...plan, ended: null, links: linksOf(call, leg), sound: soundOf(call, leg) };
  if (leg.role === "customer") return { ...heard, notice: noticeOf(call) };
  return { ...heard, recorder: recorderOf(call, leg, heardByCustomer(call, leg)) };
}

/** Whom the customer hears, beside this leg. */
function heardByCustomer(call: Call, leg: Leg): Id[] {
  const others = linksOf(call, customerLeg(call)).filter(({ legId, receive }) => receive && legId !== leg.id);
  return others.map(({ legId }) => legId);
}

function linksOf(call: Call, leg: Leg): MediaLink[] {
  if (!isHeard(leg)) return [];
  const others = call.legs.filter((other) => other.id !== leg.id && isHeard(other));
  return others.map((other) => ({
    legId: other.id,
    send: speaksTo(call, leg, other),
    receive: speaksTo(call, other, leg),
    offers: leg.id < other.id,
  }));
}

/**
 * A muted browser sends nothing, and the others receive nothing from it either. A supervisor speaks as their mode says. While the
 * customer hears an announcement, their connections are made already.
 */
function speaksTo(call: Call, leg: Leg, other: Leg): boolean {
  if (isAnnouncing(call) && (leg.role === "customer" || other.role === "customer")) return false;
  if (leg.muted || leg.supervision === "listen") return false;
  return leg.supervision !== "whisper" || other.role === "staff";
}

const isHeard = (leg: Leg): boolean => isOnLine(leg) && !leg.held;

function soundOf(call: Call, leg: Leg): CallSound {
  if (!isOnLine(leg) || (leg.role === "customer" && isAnnouncing(call))) return "none";
  if (leg.held) return "hold";
  if (leg.role !== "customer") return customerLeg(call).state === "ringing" ? "ringback" : "none";
  if (staffOnLine(call).length > 0) return "none";
  return call.connectedAt ? "hold" : "ringback";
}
