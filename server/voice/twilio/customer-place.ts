import type { Id } from "@/server/contract/ids";
import { type Call, customerLeg, isOnLine } from "@/server/domain/calls/call";
import { wantedRecording } from "@/server/domain/calls/recording";

/** Where a customer is: in the conference, or alone, outside of it, with what is said to them. `id`: of the recording or the prompt. */
export type Place = { at: "conference" } | { at: "voicemail" | "announcement" | "prompt"; id: Id };

/** Where the customer of a call should be; null while they are not on the line. The call alone decides. */
export function wantedPlace(call: Call): Place | null {
  if (call.endedAt || !isOnLine(customerLeg(call))) return null;
  if (call.voicemail) return { at: "voicemail", id: call.voicemail.recordingId };
  if (call.recording && wantedRecording(call) === "announcement")
    return { at: "announcement", id: call.recording.recordingId };
  return call.prompt ? { at: "prompt", id: call.prompt.id } : { at: "conference" };
}

export const isSamePlace = (a: Place, b: Place): boolean =>
  a.at === b.at && (a.at === "conference" || b.at === "conference" || a.id === b.id);

/** Where Twilio has the customer's call. `over`: it is none any more; `unknown`: it is on the way, or nobody could tell which it is. */
export type Whereabouts = {
  is: "inside" | "outside" | "over" | "unknown";
  callSid: string | null;
  /** Where this node last sent it; null: where another node did, or nowhere. */
  sent: Place | null;
  /** Twilio said that it sent it there, or shows it. False: the answer was lost, so it may hear something else. */
  isSure: boolean;
  /** Since when: since it was sent there, or was first seen outside. */
  sinceMs: number;
  /** A message is being recorded. Known only where it is not certain what is said to them. */
  isLeavingMessage: boolean;
};

/** Twilio's lists may lag behind, and so may a call that goes into a conference. */
const LISTED_MS = 3000;
const JOINING_MS = 5000;
/** Who is seen outside, where nobody of this node sent them, may be on the way in. */
const UNSENT_MS = 2000;
/** Longer than an answer of Twilio's is waited for: by then, what was asked for is heard, or was not carried out. */
const UNSURE_MS = 6000;

/** Whether the customer is where they should be, or on the way there. */
export function isAtPlace(wanted: Place, { is, sent, isSure, sinceMs, isLeavingMessage }: Whereabouts): boolean {
  const isSent = sent !== null && isSamePlace(sent, wanted);
  if (wanted.at === "conference") return is === "inside" || sinceMs < limitOf(sent, isSent);
  if (is === "inside") return isSent && sinceMs < LISTED_MS;
  if (isSent) return isSure || sinceMs < UNSURE_MS;
  // Another node may have sent them: what is said may begin again, but a message goes on.
  return wanted.at === "voicemail" && sent === null && isLeavingMessage;
}

function limitOf(sent: Place | null, isSent: boolean): number {
  if (isSent) return JOINING_MS;
  return sent === null ? UNSENT_MS : 0;
}
