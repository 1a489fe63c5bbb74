import type { Call } from "@/server/domain/calls/call";
import { MAX_CALL_MINUTES, wantedRecording } from "@/server/domain/calls/recording";
import type { MadeRecording } from "./recordings-api";
import type { Observed, Step } from "./steps";

/* The part of the plan that is about recording a call (ADR 0055): Twilio records the customer's call, so what they say and hear. */

const GOES_ON: readonly string[] = ["in-progress", "paused"];

const liveOf = ({ recordings }: Observed): MadeRecording[] =>
  recordings.filter(({ status }) => GOES_ON.includes(status));

/** Comes before whatever else changes who hears whom: what is said from here on is not recorded. */
export function recordingPauses(call: Call, observed: Observed): Step[] {
  if (wantedRecording(call) !== "paused") return [];
  return recorded(observed).map((recordingSid): Step => ({ do: "pauseRecording", recordingSid, paused: true }));
}

const recorded = (observed: Observed): string[] =>
  liveOf(observed).flatMap(({ sid, status }) => (status === "in-progress" ? [sid] : []));

/** Comes before the customer is brought to the others: the first word is recorded. */
export function recordingSteps(call: Call, observed: Observed, now: Date): Step[] {
  const { callSid, is } = observed.customer;
  if (wantedRecording(call) !== "recording" || !callSid || !["inside", "outside"].includes(is)) return [];
  const [live] = liveOf(observed);
  if (!live) return observed.recordings.length === 0 ? [{ do: "record", callSid }] : [];
  if (isTooLong(call, now)) return [{ do: "stopRecording", recordingSid: live.sid }];
  return live.status === "paused" ? [{ do: "pauseRecording", recordingSid: live.sid, paused: false }] : [];
}

const isTooLong = ({ recording }: Call, now: Date): boolean =>
  now.getTime() > Date.parse(recording?.announcedAt ?? "") + MAX_CALL_MINUTES * 60_000;

/** What Twilio has to say of the recording of a call that the call does not know yet; null for nothing. */
export function recordingNews(call: Call, observed: Observed): "recording" | "paused" | "failed" | null {
  if (!isRecorded(call) || observed.recordings.length === 0) return null;
  const live = liveOf(observed);
  const news = live.length === 0 ? "failed" : recorded(observed).length > 0 ? "recording" : "paused";
  return news === call.recording?.confirmed ? null : news;
}

/** Whether there may be a recording of the call at Twilio, whose state has to be known. */
export const isRecorded = (call: Call): boolean => ["recording", "paused"].includes(wantedRecording(call));

export const isAboutRecording = ({ do: what }: Step): boolean =>
  what === "record" || what === "pauseRecording" || what === "stopRecording";
