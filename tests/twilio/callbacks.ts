import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import type { RawRequest } from "@/server/contract/channel";
import { ACCOUNT, TOKEN } from "./account";

/** A request of Twilio's to one of our addresses. */
export type Callback = { url: string; params: Record<string, string> };
export type CallbackAnswer = { status: number; body: string };
/** Hands a request to our side. */
export type Post = (raw: RawRequest) => Promise<CallbackAnswer>;

/** The request with Twilio's signature, as its SDK computes it. */
export const signed = ({ url, params }: Callback, token = TOKEN): RawRequest => ({
  method: "POST",
  url,
  headers: {
    "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
    "user-agent": "TwilioProxy/1.1",
    "i-twilio-idempotency-token": "5ab1c4ad-2c6d-4b1f-9a1c-0d4d7d1c9d0e",
    "x-twilio-signature": getExpectedTwilioSignature(token, url, params),
  },
  body: Buffer.from(new URLSearchParams(params).toString()),
});

/* The parameters of Twilio's requests, as its documentation and recorded requests have them; numbers and ids are made up. */

export const callParams = (call: { sid: string; from: string; to: string; status: string }): Callback["params"] => ({
  AccountSid: ACCOUNT,
  ApiVersion: "2010-04-01",
  CallSid: call.sid,
  CallStatus: call.status,
  CallToken: "%7B%22parentCallInfoToken%22%3A%22eyJhbGciOiJFUzI1NiJ9%22%7D",
  Called: call.to,
  CalledCity: "SAN FRANCISCO",
  CalledCountry: "US",
  CalledState: "CA",
  CalledZip: "94105",
  Caller: call.from,
  CallerCity: "SEATTLE",
  CallerCountry: "US",
  CallerState: "WA",
  CallerZip: "98101",
  Direction: "inbound",
  From: call.from,
  FromCity: "SEATTLE",
  FromCountry: "US",
  FromState: "WA",
  FromZip: "98101",
  StirVerstat: "TN-Validation-Passed-A",
  To: call.to,
  ToCity: "SAN FRANCISCO",
  ToCountry: "US",
  ToState: "CA",
  ToZip: "94105",
});

/** What was said is over: a key was pressed, or none. */
export const gatherParams = (digits: string) => ({
  Digits: digits,
  FinishedOnKey: "",
  msg: digits === "" ? "Gather Timeout" : "Gather End",
});

/** A message was recorded. `digits`: the key that ended it, or "hangup". */
export const recordParams = (recording: { sid: string; seconds: number; digits: string }) => ({
  ...(recording.digits === "" ? {} : { Digits: recording.digits }),
  RecordingDuration: `${recording.seconds}`,
  RecordingSid: recording.sid,
  RecordingUrl: `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT}/Recordings/${recording.sid}`,
});

/** A browser connects: it has no number, and its own parameters stand beside Twilio's. */
export const clientParams = (call: { sid: string; identity: string; appSid: string; leg: string }) => ({
  AccountSid: ACCOUNT,
  ApiVersion: "2010-04-01",
  ApplicationSid: call.appSid,
  CallSid: call.sid,
  CallStatus: "ringing",
  Called: "",
  Caller: `client:${call.identity}`,
  Direction: "inbound",
  From: `client:${call.identity}`,
  To: "",
  leg: call.leg,
});

export type ConferenceChange = {
  conference: { sid: string; name: string };
  event: string;
  sequence: number;
  participant: {
    callSid: string;
    label: string;
    muted: boolean;
    hold: boolean;
    coaching: boolean;
    callStatus?: string;
  } | null;
  /** Why they left. */
  reason?: string;
};

export const conferenceParams = ({ conference, event, sequence, participant, reason }: ConferenceChange) => ({
  AccountSid: ACCOUNT,
  ConferenceSid: conference.sid,
  FriendlyName: conference.name,
  SequenceNumber: `${sequence}`,
  StatusCallbackEvent: event,
  Timestamp: "Mon, 30 Nov 2026 05:30:00 +0000",
  ...(event === "conference-end" ? { ReasonConferenceEnded: "last-participant-left" } : {}),
  ...(participant && {
    CallSid: participant.callSid,
    Coaching: `${participant.coaching}`,
    EndConferenceOnExit: "false",
    Hold: `${participant.hold}`,
    Muted: `${participant.muted}`,
    ParticipantLabel: participant.label,
    StartConferenceOnEnter: "true",
  }),
  ...(event === "participant-leave"
    ? {
        ParticipantCallStatus: participant?.callStatus ?? "completed",
        ReasonParticipantLeft: reason ?? "participant_hung_up",
      }
    : {}),
});

export const statusParams = (call: {
  sid: string;
  from: string;
  to: string;
  status: string;
  sequence: number;
  sip?: string;
  seconds?: number;
}) => ({
  AccountSid: ACCOUNT,
  ApiVersion: "2010-04-01",
  CallSid: call.sid,
  CallStatus: call.status,
  CallbackSource: "call-progress-events",
  Called: call.to,
  Caller: call.from,
  Direction: "outbound-api",
  From: call.from,
  SequenceNumber: `${call.sequence}`,
  Timestamp: "Mon, 30 Nov 2026 05:30:00 +0000",
  To: call.to,
  ...(call.sip ? { SipResponseCode: call.sip } : {}),
  ...(call.seconds === undefined ? {} : { CallDuration: `${call.seconds}`, Duration: "1" }),
});
