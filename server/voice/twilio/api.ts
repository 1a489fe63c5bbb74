import type twilio from "twilio";
import type { CallInstance } from "twilio/lib/rest/api/v2010/account/call.js";
import type { ParticipantInstance } from "twilio/lib/rest/api/v2010/account/conference/participant.js";
import type { TwilioAccount } from "@/server/twilio/account";
import { twilioClient } from "@/server/twilio/client";
import { asked, ifGone } from "./api-error";
import {
  changeRecording,
  deleteRecording,
  fetchAudio,
  listRecordings,
  type MadeRecording,
  startRecording,
} from "./recordings-api";

const TIMEOUT_MS = 4000;
/** More than any call of ours has. */
const MOST_PARTICIPANTS = 50;
/** More than an account has in a few minutes. */
const MOST_CALLS = 5000;

/** Somebody in a conference, or about to be. */
export type Participant = {
  callSid: string;
  label: string;
  /** In the conference; until then the call is being set up, or rings. */
  isConnected: boolean;
  muted: boolean;
  hold: boolean;
  /** The call that alone hears this participant; null: everybody does. */
  coaches: string | null;
  createdAt: Date;
};
/** `isStarted`: two participants have met, so that nobody in it hears the sound of the beginning any more. */
export type Conference = { sid: string; isStarted: boolean };
export type Dial = { conference: string; label: string; to: string; from: string };
/** `isOutgoing`: Twilio was asked to place it. */
export type ListedCall = { sid: string; isOutgoing: boolean; createdAt: Date };
/** Where Twilio reports on a call to a customer and on the conference that it is for. */
export type ReportUrls = { call: string; conference: string };
export type ParticipantChange =
  | { hold: boolean; holdUrl: string; holdMethod: "POST" }
  | { muted: boolean; coaching: boolean; callSidToCoach?: string };

/** The events of a conference that are reported. */
export const CONFERENCE_EVENTS = ["start", "end", "join", "leave", "mute", "hold"] as const;

/** The part of Twilio's REST API that calls use, through the official SDK. @throws TwilioApiError from every function */
export class TwilioVoiceApi {
  private readonly client: twilio.Twilio;

  constructor(private readonly account: TwilioAccount) {
    this.client = twilioClient(account, { timeoutMs: TIMEOUT_MS });
  }

  /** @returns null when there is no conference of this name, or it is over */
  async conference(name: string): Promise<Conference | null> {
    const found = await asked("list conferences", this.client.conferences.list({ friendlyName: name, limit: 5 }));
    const live = found.find(({ status }) => status !== "completed");
    return live ? { sid: live.sid, isStarted: live.status === "in-progress" } : null;
  }

  /** The names and ids of the conferences that go on in the whole account. */
  async conferences(): Promise<{ sid: string; name: string }[]> {
    const [waiting, started] = await Promise.all([
      asked("list conferences", this.client.conferences.list({ status: "init", limit: 1000 })),
      asked("list conferences", this.client.conferences.list({ status: "in-progress", limit: 1000 })),
    ]);
    return [...waiting, ...started].map(({ sid, friendlyName }) => ({ sid, name: friendlyName }));
  }

  async participants(conferenceSid: string): Promise<Participant[]> {
    const list = this.client.conferences(conferenceSid).participants.list({ limit: MOST_PARTICIPANTS });
    const found = await asked("list participants", list).catch(ifGone<ParticipantInstance[]>([]));
    return found.filter(isThere).map(participantOf);
  }

  /** Changing somebody who has left succeeds. */
  async change(conferenceSid: string, callSid: string, change: ParticipantChange): Promise<void> {
    const update = this.client.conferences(conferenceSid).participants(callSid).update(change);
    await asked("update participant", update).catch(ifGone(null));
  }

  /** Calls a customer into a conference. @returns the call's id at Twilio */
  async dial({ conference, label, to, from }: Dial, report: ReportUrls): Promise<string> {
    const create = this.client.conferences(conference).participants.create({
      ...{ from, to, label, timeout: DIAL_SECONDS, earlyMedia: false },
      ...{ beep: "false", startConferenceOnEnter: true, endConferenceOnExit: false, waitUrl: "" },
      ...{ statusCallback: report.call, statusCallbackMethod: "POST" },
      statusCallbackEvent: ["initiated", "ringing", "answered", "completed"],
      ...{ conferenceStatusCallback: report.conference, conferenceStatusCallbackMethod: "POST" },
      conferenceStatusCallbackEvent: [...CONFERENCE_EVENTS],
    });
    return (await asked("create participant", create)).callSid;
  }

  /** Ends a call, whatever its state. Ending what is already over succeeds. */
  async hangUp(callSid: string): Promise<void> {
    await asked("end call", this.client.calls(callSid).update({ status: "completed" })).catch(ifGone(null));
  }

  /** Goes on with a call by this document, whatever it does now. Changing what is over succeeds. */
  async move(callSid: string, twiml: string): Promise<void> {
    await asked("update call", this.client.calls(callSid).update({ twiml })).catch(ifGone(null));
  }

  /** The calls of the account that began between these times, oldest first. @param numbers only those from and to these */
  async callsBetween(
    after: Date,
    before: Date,
    numbers: Partial<Pick<Dial, "to" | "from">> = {},
  ): Promise<ListedCall[]> {
    const range = { startTimeAfter: after, startTimeBefore: before, ...numbers, limit: MOST_CALLS, pageSize: 1000 };
    const found = await asked("list calls", this.client.calls.list(range));
    return found.map(listedCallOf).reverse();
  }

  /** @returns null when Twilio knows no such call */
  async statusOf(callSid: string): Promise<string | null> {
    const found = await asked("fetch call", this.client.calls(callSid).fetch()).catch(ifGone(null));
    return found?.status ?? null;
  }

  /** The newest call to a customer since then; null when there was none. */
  async lastCallTo(
    { to, from }: Pick<Dial, "to" | "from">,
    since: Date,
  ): Promise<{ sid: string; status: string } | null> {
    const [last] = await asked("list calls", this.client.calls.list({ to, from, limit: 1 }));
    return last && last.dateCreated >= since ? { sid: last.sid, status: last.status } : null;
  }

  /** The recordings of a call, newest first. */
  recordingsOf = (callSid: string): Promise<MadeRecording[]> => listRecordings(this.client, callSid);

  record = (callSid: string): Promise<MadeRecording> => startRecording(this.client, callSid);

  /** Pauses the recording of a call, or lets it go on. */
  pauseRecording = (callSid: string, sid: string, paused: boolean): Promise<void> =>
    changeRecording(this.client, { callSid, sid }, paused ? "paused" : "in-progress");

  stopRecording = (callSid: string, sid: string): Promise<void> =>
    changeRecording(this.client, { callSid, sid }, "stopped");

  /** The audio of a recording, as a WAV file with all its channels. */
  audioOf = (made: MadeRecording, maxBytes: number): Promise<Buffer> => fetchAudio(this.account, made, maxBytes);

  /** Deleting what is not there succeeds. */
  deleteRecording = (sid: string): Promise<void> => deleteRecording(this.client, sid);

  /** The account's telephone numbers that take calls. */
  async numbers(): Promise<string[]> {
    const found = await asked("list numbers", this.client.incomingPhoneNumbers.list({ pageSize: 1000 }));
    return found.filter(({ capabilities }) => capabilities?.voice).map(({ phoneNumber }) => phoneNumber);
  }

  async ping(): Promise<void> {
    await asked("fetch account", this.client.api.accounts(this.account.accountSid).fetch());
  }
}

/** Longer than any setting: how long a customer is rung is decided by the call. Twilio takes up to 600. */
const DIAL_SECONDS = 300;
const IN_CONFERENCE = "connected";
const OVER: readonly string[] = ["complete", "completed", "failed"];

const listedCallOf = ({ sid, direction, dateCreated }: CallInstance): ListedCall => ({
  ...{ sid, isOutgoing: direction.startsWith("outbound"), createdAt: dateCreated },
});

const isThere = ({ status }: ParticipantInstance): boolean => !OVER.includes(status);

const participantOf = (found: ParticipantInstance): Participant => ({
  callSid: found.callSid,
  label: found.label ?? "",
  isConnected: found.status === IN_CONFERENCE,
  muted: found.muted,
  hold: found.hold,
  coaches: found.coaching ? found.callSidToCoach : null,
  createdAt: found.dateCreated,
});
