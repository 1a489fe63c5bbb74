import type { RecorderPlan, RecordingNotice } from "@/server/contract/call-media";
import { BROWSERS } from "@/server/contract/constants";
import type { Id } from "@/server/contract/ids";
import { type Call, customerLeg, isOnLine, type Leg } from "./call";
import { recordingConfirmed, wantedRecording } from "./recording";

/* The rules of recording calls between browsers: the holder's browser records, and the server takes only what is to be (ADR 0082). */

/** Without a piece for so long nothing is recorded, whatever the browser does. */
const SILENT_MS = 5000;
/** How long after the end of a leg its last piece may arrive. */
const LAST_PIECE_MS = 5000;
/** So long after the end of a call its recording is complete. */
export const COMPLETE_MS = LAST_PIECE_MS + 1000;

const ANNOUNCEMENT = "storeline-recorded";
const NOTICE_OF_TRANSCRIPTION = "storeline-transcribed";

/** Whether the customer's browser is to announce the recording. Until it has, the customer hears nobody, and nobody hears them. */
export const isAnnouncing = (call: Call): boolean =>
  call.provider === BROWSERS && wantedRecording(call) === "announcement";

/** What the customer learns of the recording; undefined where their call is not recorded. */
export function noticeOf(call: Call): RecordingNotice | undefined {
  const { recording } = call;
  if (call.provider !== BROWSERS || !recording || wantedRecording(call) === "none") return undefined;
  const transcribes = recording.transcription !== undefined;
  const names = transcribes ? [ANNOUNCEMENT, NOTICE_OF_TRANSCRIPTION] : [ANNOUNCEMENT];
  const sounds = names.map((name) => `/sounds/${recording.language ?? "en"}/${name}.wav`);
  return { state: recording.announcedAt === null ? "announcing" : "announced", sounds, transcribes };
}

/** What the browser of this leg records; undefined for everybody but the holder. `ours`: those whom the customer hears. */
export function recorderOf(call: Call, leg: Leg, ours: readonly Id[]): RecorderPlan | undefined {
  const wanted = wantedRecording(call);
  if (call.provider !== BROWSERS || wanted === "none" || !isHolder(call, leg)) return undefined;
  return { isOn: wanted === "recording", customer: customerLeg(call).id, ours: [...ours] };
}

const isHolder = (call: Call, leg: Leg): boolean =>
  leg.role === "staff" && isOnLine(leg) && leg.userId === call.holderId;

/**
 * Whether a piece that this leg's browser has recorded is taken now. What arrives later than a pause was committed is
 * not. The last piece of a leg or of the call arrives after its end.
 */
export function takesPiece(call: Call, leg: Leg, now: Date): boolean {
  if (call.provider !== BROWSERS) return false;
  if (isHolder(call, leg)) return wantedRecording(call) === "recording";
  const { recording, endedAt } = call;
  const isLate = leg.endedAt === null || now.getTime() > leg.endedAt.getTime() + LAST_PIECE_MS;
  if (isLate || recording?.legId !== leg.id || recording.confirmed !== "recording") return false;
  return endedAt !== null || wantedRecording(call) === "recording";
}

/** A browser has begun to record, for the first time or after a break. */
export function takeBegan(call: Call, legId: Id, now: Date): void {
  if (call.endedAt || wantedRecording(call) !== "recording") return;
  recordingConfirmed(call, "recording", now);
  if (call.recording) call.recording = { ...call.recording, legId };
}

/** From the change on that pauses it the server takes nothing, so it is confirmed by that. */
export function confirmPause(call: Call, now: Date): void {
  const isRecording = call.provider === BROWSERS && call.recording?.confirmed === "recording";
  if (isRecording && wantedRecording(call) === "paused") recordingConfirmed(call, "paused", now);
}

/** When the last piece of each recording arrived, by its id. */
export type LastPieces = ReadonlyMap<Id, Date>;

/** A browser that sends nothing any more records nothing: its page is being loaded again, or it is gone. */
export function checkPieces(call: Call, lastPieces: LastPieces, now: Date): void {
  const { recording } = call;
  if (call.provider !== BROWSERS || recording?.confirmed !== "recording") return;
  const last = lastPieces.get(recording.recordingId);
  if (last && now.getTime() - last.getTime() > SILENT_MS) recordingConfirmed(call, "paused", last);
}
