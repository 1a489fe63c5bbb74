import type twilio from "twilio";
import type { RecordingInstance } from "twilio/lib/rest/api/v2010/account/call/recording.js";
import { outbound } from "@/server/lib/outbound";
import type { TwilioAccount } from "@/server/twilio/account";
import { basicAuthorization } from "@/server/twilio/client";
import { asked, ifGone, TwilioApiError } from "./api-error";

/** Long enough for the longest recording. */
const AUDIO_TIMEOUT_MS = 120_000;

/** A recording that Twilio makes or has. `kind`: of a message, or of a call; other recordings are not ours. */
export type MadeRecording = {
  sid: string;
  kind: "voicemail" | "call" | "other";
  status: RecordingInstance["status"];
  seconds: number;
  /** 2: one for each side. */
  channels: number;
};

const KINDS: Record<string, MadeRecording["kind"]> = { RecordVerb: "voicemail", StartCallRecordingAPI: "call" };

const madeRecording = ({ sid, source, status, duration, channels }: RecordingInstance): MadeRecording => ({
  ...{ sid, kind: KINDS[source] ?? "other", status, seconds: Number(duration) || 0 },
  channels: channels || 1,
});

/** The recordings of a call, newest first. @throws TwilioApiError */
export async function listRecordings(client: twilio.Twilio, callSid: string): Promise<MadeRecording[]> {
  const list = client.calls(callSid).recordings.list({ limit: 50 });
  return (await asked("list recordings", list).catch(ifGone<RecordingInstance[]>([]))).map(madeRecording);
}

/** Records what a customer says and hears, each in a channel of its own. @throws TwilioApiError */
export async function startRecording(client: twilio.Twilio, callSid: string): Promise<MadeRecording> {
  const create = client.calls(callSid).recordings.create({
    ...{ recordingChannels: "dual", recordingTrack: "both", trim: "do-not-trim" },
  });
  return madeRecording(await asked("create recording", create));
}

/** Changing a recording that is over succeeds. @throws TwilioApiError */
export async function changeRecording(
  client: twilio.Twilio,
  { callSid, sid }: { callSid: string; sid: string },
  to: "paused" | "in-progress" | "stopped",
): Promise<void> {
  // What is said during the pause is left out: the file is shorter by it.
  const change = { status: to, ...(to === "paused" ? { pauseBehavior: "skip" } : {}) };
  await asked("update recording", client.calls(callSid).recordings(sid).update(change)).catch(ifGone(null));
}

/** Deleting what is not there succeeds. @throws TwilioApiError */
export async function deleteRecording(client: twilio.Twilio, sid: string): Promise<void> {
  await asked("delete recording", client.recordings(sid).remove()).catch(ifGone(false));
}

/**
 * The audio of a recording, as a WAV file with all its channels. The account's credentials go to the configured host only.
 * @throws TwilioApiError
 */
export async function fetchAudio(
  account: TwilioAccount,
  { sid, channels }: Pick<MadeRecording, "sid" | "channels">,
  maxBytes: number,
): Promise<Buffer> {
  const path = `/2010-04-01/Accounts/${account.accountSid}/Recordings/${sid}.wav?RequestedChannels=${channels}`;
  const { status, body } = await asked(
    "fetch audio",
    outbound({
      ...{ method: "GET", url: new URL(`${account.apiBase}${path}`), timeoutMs: AUDIO_TIMEOUT_MS, maxBytes },
      headers: { authorization: basicAuthorization(account.accountSid, account.authToken) },
    }),
  );
  if (status !== 200) throw new TwilioApiError(status, null, "fetch audio");
  return body;
}
