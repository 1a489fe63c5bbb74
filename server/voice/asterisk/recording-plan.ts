import type { Id } from "@/server/contract/ids";
import type { Call } from "@/server/domain/calls/call";
import { type WantedRecording, wantedRecording, wantedSince } from "@/server/domain/calls/recording";
import { type Carried, isUp, type Observed, type Step } from "./steps";

/* The part of the plan that is about recording a call (ADR 0055). */

/**
 * Asterisk keeps up to half a second of what it has not recorded yet. A recording that went on at once would begin with the end of
 * what was said while it was paused.
 */
const BACKLOG_MS = 1500;

/** Comes before whatever else changes who hears whom: what is said from here on is not recorded. */
export function recordingPauses(
  { recording }: Call,
  wanted: WantedRecording,
  { recordings: states }: Observed,
): Step[] {
  if (!recording || wanted !== "paused") return [];
  const state = states.get(recording.recordingId);
  if (state !== "live" && state !== "uneven") return [];
  return [{ do: "pauseRecording", recordingId: recording.recordingId }];
}

/** The customer hears that they are recorded, and then they are. */
export function recordingSteps(
  call: Call,
  wanted: WantedRecording,
  { leg, channel }: Carried,
  { recordings: states, announcements }: Observed,
  now: Date,
): Step[] {
  const { recording } = call;
  if (!recording || leg.role !== "customer" || !isUp(channel)) return [];
  const { recordingId } = recording;
  if (wanted === "announcement")
    return announcements.has(recordingId)
      ? []
      : [{ do: "announce", channel: channel.id, recordingId, transcription: recording.transcription }];
  const state = states.get(recordingId);
  if (wanted !== "recording") return [];
  const isPast = now.getTime() >= wantedSince(call) + BACKLOG_MS;
  if (state === "paused") return isPast ? [{ do: "resumeRecording", recordingId }] : [];
  const isIncomplete = state === "absent" || (state === "uneven" && isPast);
  return isIncomplete ? [{ do: "record", channel: channel.id, recordingId }] : [];
}

type News = "announced" | "transcription_announced" | "recording" | "paused" | "failed";

/** What Asterisk has to say of the recording of a call that the call does not know yet; null for nothing. */
export function recordingNews(call: Call, observed: Observed): News | null {
  const { recordings: states, announcements } = observed;
  const { recording } = call;
  if (isTranscriptionNews(call, observed)) return "transcription_announced";
  const wanted = wantedRecording(call);
  if (!recording || wanted === "none") return null;
  if (wanted === "announcement") {
    const announcement = announcements.get(recording.recordingId);
    return announcement ? AFTER[announcement] : null;
  }
  const news = NEWS[states.get(recording.recordingId) ?? "absent"];
  return news === recording.confirmed ? null : news;
}

/** The customer has heard it before they leave a message, or on a call before that is recorded. */
const isTranscriptionNews = ({ voicemail, recording }: Call, { announcements }: Observed): boolean =>
  [voicemail, recording].some(
    (one) => one?.transcription === "wanted" && announcements.get(one.recordingId) === "transcribed",
  );

const AFTER = { playing: null, done: "announced", transcribed: "announced", failed: "failed" } as const;
const NEWS = { absent: null, uneven: null, live: "recording", paused: "paused", over: "failed" } as const;

/** The recordings of a call whose states have to be known. */
export function recordingsOf(call: Call): Id[] {
  const isMade = call.recording?.announcedAt && wantedRecording(call) !== "none";
  return [call.voicemail?.recordingId, isMade ? call.recording?.recordingId : null].flatMap((id) => id ?? []);
}
