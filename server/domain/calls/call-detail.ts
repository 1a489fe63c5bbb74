import type { CallDetail } from "@/server/contract/calls";
import { type Call, isOnLine, type Leg } from "./call";

/** The permanent record of a call in its conversation: phases and participants. */
export function callDetailOf(call: Call): CallDetail {
  return {
    callId: call.id,
    direction: call.direction,
    phases: call.phases,
    participants: call.legs
      .filter(hasJoined)
      .slice(0, MAX_PARTICIPANTS)
      .map((leg) => participantOf(call, leg)),
    outcome: call.outcome,
    recordingRef: null,
    transcriptRef: null,
  };
}

const MAX_PARTICIPANTS = 100;
/** Supervisors were part of the call when the customer could hear them. */
const hasJoined = (leg: Leg): boolean =>
  leg.joinedAt !== null && (leg.role !== "supervisor" || leg.supervision === "barge");

function participantOf(call: Call, leg: Leg): CallDetail["participants"][number] {
  const joinedAt = leg.joinedAt as Date;
  const leftAt = isOnLine(leg) ? null : (leg.endedAt ?? joinedAt);
  return {
    role: leg.role === "supervisor" ? "staff" : leg.role,
    userId: leg.userId,
    name: leg.name,
    address: leg.role === "customer" && call.contactKind === "phone" ? call.contactValue : null,
    joinedAt: joinedAt.toISOString(),
    leftAt: leftAt && new Date(Math.max(+leftAt, +joinedAt)).toISOString(),
  };
}
