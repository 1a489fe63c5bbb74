import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { Id } from "@/server/contract/ids";
import { type Call, customerLeg } from "@/server/domain/calls/call";
import type { CallLanguage } from "@/server/domain/calls/settings";
import { webhookUrl } from "./config";
import type { Place } from "./customer-place";
import { customerLabel } from "./names";
import { languageCode, spoken } from "./speech";
import { joinConference } from "./twiml";

/* What customers hear who are alone, outside of the conference, as documents. At the end of each, Twilio asks what comes next. */

/** Whoever has said nothing for so long has finished. */
const SILENCE_SECONDS = 5;
/** About four minutes: nobody needs to be asked meanwhile. */
const MUSIC_LOOPS = 30;

export type Speaking = { publicUrl: string; call: Call; language: CallLanguage };
/** What a customer has heard to its end. `notice`: that their message is turned into text. */
export const HEARD = ["greeting", "notice", "announcement", "prompt"] as const;
type Heard = (typeof HEARD)[number];

/** The document that brings a customer to this place. */
export function documentFor(place: Place, speaking: Speaking): string {
  const { publicUrl, call } = speaking;
  switch (place.at) {
    case "conference":
      return joinConference({ publicUrl, callId: call.id, label: customerLabel(customerLeg(call).id), hears: "music" });
    case "voicemail":
      return greeting(speaking, place.id);
    case "announcement":
      return announcement(speaking, place.id);
    case "prompt":
      return prompt(speaking);
  }
}

function greeting(speaking: Speaking, recordingId: Id): string {
  const response = new VoiceResponse();
  const { voicemail } = speaking.call;
  if (!voicemail) return response.toString();
  // A key cuts the greeting short; the notice and the recording follow either way.
  const keys = response.gather({ ...KEYS, timeout: 1, action: heardUrl(speaking, "greeting", recordingId) });
  say(keys, speaking, [`storeline-${voicemail.greeting}`]);
  addMessage(response, speaking);
  return response.toString();
}

/** What follows the greeting of voicemail. */
export function afterGreeting(speaking: Speaking): string {
  const response = new VoiceResponse();
  addMessage(response, speaking);
  return response.toString();
}

function addMessage(response: VoiceResponse, speaking: Speaking): void {
  const { publicUrl, call } = speaking;
  if (!call.voicemail) return;
  if (call.voicemail.transcription === "wanted") {
    say(response, speaking, ["storeline-transcribed"]);
    response.redirect({ method: "POST" }, heardUrl(speaking, "notice", call.voicemail.recordingId));
    return;
  }
  const message = webhookUrl(publicUrl, "message", { call: call.id });
  response.record({
    ...{ action: message, method: "POST", maxLength: call.voicemail.maxSeconds, timeout: SILENCE_SECONDS },
    ...{ finishOnKey: "#", playBeep: true, trim: "trim-silence" },
  });
  // Where nothing was said, Twilio goes on here.
  response.redirect({ method: "POST" }, message);
}

function announcement(speaking: Speaking, recordingId: Id): string {
  const response = new VoiceResponse();
  const isTranscribed = speaking.call.recording?.transcription === "wanted";
  say(response, speaking, ["storeline-recorded", ...(isTranscribed ? ["storeline-transcribed"] : [])]);
  response.redirect({ method: "POST" }, heardUrl(speaking, "announcement", recordingId));
  return response.toString();
}

function prompt(speaking: Speaking): string {
  const response = new VoiceResponse();
  const { prompt } = speaking.call;
  if (!prompt) return response.toString();
  const action = heardUrl(speaking, "prompt", prompt.id);
  if (prompt.keys === "") say(response, speaking, prompt.sounds);
  else say(response.gather({ ...KEYS, timeout: Math.max(1, prompt.waitSeconds), action }), speaking, prompt.sounds);
  response.redirect({ method: "POST" }, action);
  return response.toString();
}

/** One key, whichever: without `finishOnKey`, # would be none. */
const KEYS = { input: ["dtmf" as const], numDigits: 1, finishOnKey: "", method: "POST" };

const heardUrl = ({ publicUrl, call }: Speaking, what: Heard, id: Id): string =>
  webhookUrl(publicUrl, "heard", { call: call.id, what, id });

type Speaker = Pick<VoiceResponse, "say">;
function say(to: Speaker, { call, language }: Speaking, sounds: readonly string[]): void {
  to.say({ language: languageCode(language) }, spoken(call, sounds, language));
}

/** What a customer hears until they are brought to what comes next. */
export function untilNext(publicUrl: string, callId: Id): string {
  const response = new VoiceResponse();
  response.pause({ length: 1 });
  response.play({ loop: MUSIC_LOOPS }, webhookUrl(publicUrl, "music"));
  response.redirect({ method: "POST" }, webhookUrl(publicUrl, "next", { call: callId }));
  return response.toString();
}
