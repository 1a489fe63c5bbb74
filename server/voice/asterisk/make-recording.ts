import { setTimeout as sleep } from "node:timers/promises";
import type { Id } from "@/server/contract/ids";
import type { NoticeOfTranscription } from "@/server/contract/live-calls";
import { MAX_CALL_MINUTES } from "@/server/domain/calls/recording";
import type { CallLanguage } from "@/server/domain/calls/settings";
import { log } from "@/server/lib/log";
import { type Ari, AriError, type Bridge, unlessStatus } from "./ari";
import { ASTERISK } from "./arrive";
import { announcementOf, listenerOf, recordingName, SIDES, type Side, sideBridgeOf } from "./names";
import type { Recordings } from "./recordings";
import { languageOf, noticeOf, playOnce } from "./sounds";
import type { Announcement } from "./steps";

const ANNOUNCEMENT = "storeline-recorded";

type Of = { channel: string; recordingId: Id };

/** Tells the customer that they are recorded, and maybe transcribed. @returns "failed" without the sound: then nothing may be recorded */
export async function announce(
  ari: Ari,
  { channel, recordingId, transcription }: Of & { transcription?: NoticeOfTranscription | undefined },
  language: CallLanguage,
): Promise<Announcement> {
  const lang = await languageOf(ari, [ANNOUNCEMENT], language);
  if (!lang) {
    log.error(
      { provider: ASTERISK, sound: ANNOUNCEMENT },
      "a call is not recorded, because its announcement is missing",
    );
    return "failed";
  }
  const notice = await noticeOf(ari, transcription, lang);
  const playback = announcementOf({ recordingId, isTranscribed: notice.length > 0 });
  await playOnce(ari, channel, playback, { names: [ANNOUNCEMENT, ...notice], lang });
  return "playing";
}

/**
 * Records what the customer says and what they hear, each by a channel that listens to theirs. So what our people say to each other while
 * the customer is on hold cannot be in it, nor what a supervisor whispers. Where it goes on already, it stays as it is; a side that is
 * missing or paused joins the other one.
 */
export async function record(ari: Ari, recordings: Recordings, { channel, recordingId }: Of): Promise<void> {
  if (recordings.isStuck(recordingId)) await startOver(ari, recordings, recordingId);
  await Promise.all(SIDES.map((side) => listen(ari, channel, recordingId, side)));
  try {
    await Promise.all(SIDES.map((side) => recordSide(ari, recordingId, side)));
    recordings.began(recordingId);
  } catch (error) {
    if (!(error instanceof AriError) || [0, 404].includes(error.status)) throw error;
    log.error({ provider: ASTERISK, err: error }, "a call could not be recorded");
    recordings.ended(recordingId);
  }
}

/** Asterisk may never let a listener into its bridge. New ones are made, unless something is recorded already. */
async function startOver(ari: Ari, recordings: Recordings, recordingId: Id): Promise<void> {
  if ((await recordings.ask(recordingId)) !== "absent") return;
  log.warn({ provider: ASTERISK, recordingId }, "a recording did not begin, and is begun anew");
  const made = SIDES.flatMap((side) => [
    `channels/${listenerOf(recordingId, side)}`,
    `bridges/${sideBridgeOf(recordingId, side)}`,
  ]);
  await Promise.all(made.map((resource) => ari.delete(resource).catch(unlessStatus(404))));
}

/**
 * Puts a channel that hears one side alone into a bridge. Asterisk gives the recording of a bridge a sample for every moment; that of a
 * channel lacks those in which nothing arrived, so the two sides would drift apart.
 */
async function listen(ari: Ari, channel: string, recordingId: Id, side: Side): Promise<void> {
  const [listener, bridge] = [listenerOf(recordingId, side), sideBridgeOf(recordingId, side)];
  // A bridge that may do without mixing would pass on what arrives, and nothing else.
  const found = (await ari.post(`bridges/${bridge}`, { type: "mixing,video_sfu" })) as Partial<Bridge> | null;
  if (found?.channels?.includes(listener)) return;
  // Asterisk answers 500 when there is one already. If there is none, it cannot join the bridge, and all is tried again.
  const query = { app: ari.account.app, appArgs: "listener", spy: side };
  await ari.post(`channels/${channel}/snoop/${listener}`, query).catch(unlessStatus(409, 500));
  await enter(ari, bridge, listener);
}

/**
 * A listener reaches our application a moment after it was made. To wait for the next comparison, half a second later, would leave out the
 * first words.
 * @throws AriError 422 when it is not there soon: the next comparison tries again
 */
async function enter(ari: Ari, bridge: string, listener: string): Promise<void> {
  for (let tries = 1; ; tries++)
    try {
      await ari.post(`bridges/${bridge}/addChannel`, { channel: listener });
      return;
    } catch (error) {
      if (!(error instanceof AriError) || error.status !== 422 || tries === TRIES) throw error;
      await sleep(TRY_MS);
    }
}
const TRIES = 15;
const TRY_MS = 20;

async function recordSide(ari: Ari, recordingId: Id, side: Side): Promise<void> {
  const name = recordingName(recordingId, side);
  try {
    await ari.post(`bridges/${sideBridgeOf(recordingId, side)}/record`, {
      ...{ name, format: "ulaw", ifExists: "fail", maxDurationSeconds: String(MAX_CALL_MINUTES * 60) },
    });
  } catch (error) {
    unlessStatus(409)(error);
    await ari.delete(`recordings/live/${name}/pause`);
  }
}
