import { uuidv7 } from "uuidv7";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { RecordingProgress, RecordingView } from "@/server/contract/live-calls";
import type { MenuLanguage } from "@/server/contract/menus";
import { type Call, customerLeg, isOnLine, staffOnLine } from "./call";
import { requireHolder } from "./talk";

/* The rules of recording calls (ADR 0055). */

/** The announcement takes a few seconds. A customer must not wait for one that never ends. */
const ANNOUNCED_MS = 15_000;

/** Of a call that lasts longer only the beginning is recorded. */
export const MAX_CALL_MINUTES = 120;

/** What should be done about the recording of a call now. `paused`: nothing of what is said may be recorded. */
export type WantedRecording = "none" | "announcement" | "recording" | "paused";

/** Decides from the call alone: recorded is what the customer and our people say to each other, once it was announced. */
export function wantedRecording(call: Call): WantedRecording {
  const { recording } = call;
  if (!recording || call.endedAt || recording.confirmed === "failed" || recording.confirmed === "unavailable")
    return "none";
  if (recording.announcedAt === null) return "announcement";
  return recording.pausedBy === null && isTalking(call) ? "recording" : "paused";
}

function isTalking(call: Call): boolean {
  const customer = customerLeg(call);
  return isOnLine(customer) && !customer.held && staffOnLine(call).length > 0;
}

/** What carries the call may not be able to record it. `transcribes`: the recording is to be turned into text. */
export type RecordingOffer = { canRecord: boolean; transcribes: boolean; language?: MenuLanguage };

/** From now on the call is one that is recorded, if what carries it can. */
export function beginRecording(call: Call, { canRecord, transcribes, language }: RecordingOffer, now: Date): void {
  const confirmed = canRecord ? "nothing" : "unavailable";
  const recording = { recordingId: uuidv7(), announcedAt: null, pausedBy: null, resumedAt: null, confirmed } as const;
  const notice = { ...(language && { language }), ...(transcribes && { transcription: "wanted" as const }) };
  call.recording = { ...recording, at: now.toISOString(), ...notice };
}

/**
 * The holder pauses the recording, or lets it go on. It stays paused when somebody else takes the call over.
 * @throws DomainError "forbidden" for anybody else; "conflict" for a call that is not recorded
 */
export function pauseRecording(call: Call, userId: Id, paused: boolean, now: Date): void {
  requireHolder(call, userId);
  if (wantedRecording(call) === "none") throw new DomainError("conflict", "notRecorded");
  const pausedBy = call.recording?.pausedBy ?? null;
  if (paused === (pausedBy !== null)) return;
  change(call, paused ? { pausedBy: userId } : { pausedBy: null, resumedAt: now.toISOString() });
}

/** Since when what is wanted now is wanted: a person let the recording go on, or the customer came back from a hold or the queue. */
export function wantedSince({ recording, phases, startedAt }: Call): number {
  return Math.max(
    startedAt.getTime(),
    Date.parse(recording?.resumedAt ?? "") || 0,
    Date.parse(phases.at(-1)?.at ?? "") || 0,
  );
}

/** The customer has heard that the call is recorded. */
export function recordingAnnounced(call: Call, now: Date): void {
  if (wantedRecording(call) === "announcement") change(call, { announcedAt: now.toISOString() });
}

/** The customer has heard that what they say is turned into text: on a call, or before they leave a message. */
export function transcriptionAnnounced(call: Call): void {
  if (call.recording?.transcription === "wanted") change(call, { transcription: "given" });
  if (call.voicemail?.transcription === "wanted") call.voicemail = { ...call.voicemail, transcription: "given" };
}

/** What carries the call says what it does. A recording that failed is over. */
export function recordingConfirmed(call: Call, confirmed: "recording" | "paused" | "failed", now: Date): void {
  if (wantedRecording(call) === "none") return;
  const at = now.toISOString();
  const before = (call.recording?.stretches ?? []).map(({ from, to }) => ({ from, to: to ?? at }));
  change(call, { confirmed, stretches: confirmed === "recording" ? [...before, { from: at, to: null }] : before });
}

/** Without an announcement there is no recording, and the customer is not kept waiting. */
export function checkAnnouncement(call: Call, now: Date): void {
  const { recording } = call;
  if (!recording || wantedRecording(call) !== "announcement") return;
  if (now.getTime() >= Date.parse(recording.at) + ANNOUNCED_MS) change(call, { confirmed: "failed" });
}

function change(call: Call, values: Partial<RecordingProgress>): void {
  if (call.recording) call.recording = { ...call.recording, ...values };
}

/** The recording as people on the call see it: nothing is said that is not confirmed. */
export function recordingView(call: Call): RecordingView | null {
  const { recording } = call;
  return recording && { state: stateOf(recording, wantedRecording(call)), isPaused: recording.pausedBy !== null };
}

function stateOf({ confirmed }: RecordingProgress, wanted: WantedRecording): RecordingView["state"] {
  if (confirmed === "failed" || confirmed === "unavailable") return confirmed;
  if (wanted === "announcement") return "announcing";
  if (wanted === "recording") return confirmed === "recording" ? "recording" : "starting";
  return confirmed === "recording" ? "pausing" : "paused";
}
