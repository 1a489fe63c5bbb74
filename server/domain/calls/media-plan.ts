import type { CallSound, MediaLink, MediaPlan } from "@/server/contract/call-media";
import type { Id } from "@/server/contract/ids";
import { type Call, customerLeg, isOnLine, type Leg, staffOnLine } from "./call";

/** What the rule needs of a call. */
type Planned = Pick<Call, "id" | "version" | "connectedAt" | "legs">;

/**
 * Decides who hears whom. Everybody on the line who is not on hold hears everybody else; those on hold hear music, and a waiting
 * customer hears ringback until the call is first answered.
 * @param deviceId the tab that asks; if another tab carries the leg, the plan says `moved`
 * @returns null when the call has no such leg
 */
export function mediaPlanOf(call: Planned, legId: Id, deviceId?: Id): MediaPlan | null {
  const leg = call.legs.find(({ id }) => id === legId);
  if (!leg) return null;
  const plan = { callId: call.id, legId, version: call.version };
  if (leg.state === "ended") return { ...plan, ended: leg.endedAs, links: [], sound: "none" };
  const hasMoved = deviceId !== undefined && leg.deviceId !== null && leg.deviceId !== deviceId;
  if (hasMoved) return { ...plan, ended: "moved", links: [], sound: "none" };
  return { ...plan, ended: null, links: linksOf(call, leg), sound: soundOf(call as Call, leg) };
}

function linksOf(call: Planned, leg: Leg): MediaLink[] {
  if (!isHeard(leg)) return [];
  const others = call.legs.filter((other) => other.id !== leg.id && isHeard(other));
  return others.map((other) => ({
    legId: other.id,
    send: speaksTo(leg, other),
    receive: speaksTo(other, leg),
    offers: leg.id < other.id,
  }));
}

/** A muted browser sends nothing, and the others receive nothing from it either. A supervisor speaks as their mode says. */
function speaksTo(leg: Leg, other: Leg): boolean {
  if (leg.muted || leg.supervision === "listen") return false;
  return leg.supervision !== "whisper" || other.role === "staff";
}

const isHeard = (leg: Leg): boolean => isOnLine(leg) && !leg.held;

function soundOf(call: Call, leg: Leg): CallSound {
  if (!isOnLine(leg)) return "none";
  if (leg.held) return "hold";
  if (leg.role !== "customer") return customerLeg(call).state === "ringing" ? "ringback" : "none";
  if (staffOnLine(call).length > 0) return "none";
  return call.connectedAt ? "hold" : "ringback";
}
