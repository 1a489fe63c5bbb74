import { uuidv7 } from "uuidv7";
import type { CallRecording } from "@/server/contract/calls";
import type { CallPrompt } from "@/server/contract/live-calls";
import { type Call, endCall, endRinging, isAlone } from "./call";
import { startPrompt } from "./prompt";
import { CALLBACK_KEY, OFFER_SECONDS, promiseCallback } from "./queue";

/* The rules of voicemail: how a customer whom nobody answers comes to leave a message, and how that ends. */

/**
 * `isClosed`: the place is closed, and so is its overflow location; `transcribes`: the message is to be turned into text; `offersCallback`:
 * the customer may ask to be called back instead.
 */
export type VoicemailOffer = { maxSeconds: number; isClosed: boolean; transcribes?: boolean; offersCallback?: boolean };

/** How long the greeting may take, and the provider to say that the message is over. Past that the call ends anyway. */
const MARGIN_MS = 120_000;

/**
 * Nobody is rung any more: the customer hears a greeting, and may leave a message, or before that, where it is offered, ask to be called
 * back. They go on waiting for an answer.
 * @param isAskedFor they chose to leave one, so nothing else is offered
 */
export function startVoicemail(call: Call, offer: VoicemailOffer, now: Date, isAskedFor = false): void {
  endRinging(call, "no_answer", now);
  const { maxSeconds, isClosed, transcribes } = offer;
  const greeting = isAskedFor ? "message" : isClosed ? "closed" : "unanswered";
  const notice = transcribes ? ({ transcription: "wanted" } as const) : {};
  const message = { recordingId: uuidv7(), greeting, maxSeconds, ...notice } as const;
  if (offer.offersCallback && !isAskedFor && isAlone(call)) {
    const offered = { sounds: ["storeline-message-offer"], keys: CALLBACK_KEY, waitSeconds: OFFER_SECONDS };
    startPrompt(call, { purpose: "message", ...offered, message }, now);
  } else call.voicemail = { ...message, at: now.toISOString() };
}

/** The customer has asked to be called back, or leaves a message. */
export function messagePromptEnded(
  call: Call,
  { message }: Pick<CallPrompt, "message">,
  key: string | null,
  now: Date,
): void {
  if (key === CALLBACK_KEY) promiseCallback(call, now);
  else if (message) call.voicemail = { ...message, at: now.toISOString() };
}

/** The message is over: the caller was silent, pressed a key or used up the time, or it could not be taken. */
export function endVoicemail(call: Call, now: Date): void {
  if (!call.endedAt && call.voicemail) endCall(call, "no_answer", now);
}

/** Whether the provider should have said long ago that the message is over. */
export function isVoicemailOverdue({ endedAt, voicemail }: Pick<Call, "endedAt" | "voicemail">, now: Date): boolean {
  if (endedAt || !voicemail) return false;
  return now.getTime() >= Date.parse(voicemail.at) + voicemail.maxSeconds * 1000 + MARGIN_MS;
}

/** How a call ended that has these recordings: a message that was left is the outcome. */
export const outcomeWith = (recordings: readonly CallRecording[], outcome: Call["outcome"]): Call["outcome"] =>
  outcome !== null && recordings.some(({ kind }) => kind === "voicemail") ? "voicemail" : outcome;
