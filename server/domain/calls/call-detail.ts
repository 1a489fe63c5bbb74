import type { CallDetail, CallRecording } from "@/server/contract/calls";
import type { WrapUpRecord } from "@/server/contract/wrap-ups";
import { type Call, isOnLine, type Leg, type WrapUp } from "./call";

/** The permanent record of a call in its conversation: phases, participants and wrap-ups. */
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
    ...(call.menu && { menu: call.menu.choices }),
    ...recordingsOf(call.recordings),
    ...(call.cards.length > 0 && { cards: call.cards }),
    ...(call.wrapUps.length > 0 && { wrapUps: call.wrapUps.slice(0, MAX_WRAP_UPS).map(wrapUpRecordOf) }),
  };
}

/** The part of an entry that is about recordings. */
export function recordingsOf(
  recordings: readonly CallRecording[],
): Pick<CallDetail, "recordingRef" | "recordings" | "transcriptRef"> {
  const playable = recordings.filter(({ deletedAt }) => deletedAt === null);
  const recordingRef = playable.at(-1)?.id ?? null;
  const transcriptRef = playable.findLast(({ transcript }) => transcript?.state === "ready")?.id ?? null;
  return { recordingRef, ...(recordings.length > 0 ? { recordings: [...recordings] } : {}), transcriptRef };
}

const MAX_PARTICIPANTS = 100;
const MAX_WRAP_UPS = 100;
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

const wrapUpRecordOf = ({ id, userId, name, startedAt, endsAt, disposition }: WrapUp): WrapUpRecord => ({
  ...{ id, userId, name, disposition },
  startedAt: startedAt.toISOString(),
  endsAt: endsAt.toISOString(),
});
