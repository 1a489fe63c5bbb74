import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { Id } from "@/server/contract/ids";
import { CONFERENCE_EVENTS } from "./api";
import { webhookUrl } from "./config";
import { conferenceOf } from "./names";

/* What Twilio does with a call, as documents that it fetches. */

/** As long as an ordinary caller listens to ringing; after that, music says that they wait. */
const RINGS = 8;

type Joining = {
  publicUrl: string;
  callId: Id;
  label: string;
  muted?: boolean;
  /** What is heard until two have met: ringing and then music, music, or nothing. */
  hears: "ringing" | "music" | "nothing";
};
const WAITING = { ringing: "wait", music: "hold" } as const;

/** Puts a call into the conference of one of our calls. Nobody who leaves ends it: the call decides. Only customers hear anything before. */
export function joinConference({ publicUrl, callId, label, muted = false, hears }: Joining): string {
  const response = new VoiceResponse();
  const dial = response.dial({
    action: webhookUrl(publicUrl, "left", hears === "nothing" ? {} : { call: callId }),
    method: "POST",
  });
  dial.conference(
    {
      ...{ participantLabel: label, muted, beep: "false", startConferenceOnEnter: true, endConferenceOnExit: false },
      ...(hears === "nothing"
        ? { waitUrl: "" }
        : { waitUrl: webhookUrl(publicUrl, WAITING[hears]), waitMethod: "POST" }),
      ...{ statusCallback: webhookUrl(publicUrl, "conference"), statusCallbackMethod: "POST" },
      statusCallbackEvent: [...CONFERENCE_EVENTS],
    },
    conferenceOf(callId),
  );
  return response.toString();
}

/** Refuses a call that was not taken yet; it costs nothing. */
export function refuseCall(reason: "rejected" | "busy"): string {
  const response = new VoiceResponse();
  response.reject({ reason });
  return response.toString();
}

export function endCall(): string {
  const response = new VoiceResponse();
  response.hangup();
  return response.toString();
}

export function ringThenMusic(publicUrl: string): string {
  const response = new VoiceResponse();
  response.play({ loop: RINGS }, webhookUrl(publicUrl, "ring"));
  response.play({ loop: 0 }, webhookUrl(publicUrl, "music"));
  return response.toString();
}

export function music(publicUrl: string): string {
  const response = new VoiceResponse();
  response.play({ loop: 0 }, webhookUrl(publicUrl, "music"));
  return response.toString();
}
