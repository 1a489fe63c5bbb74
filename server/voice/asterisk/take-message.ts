import type { CallVoicemail } from "@/server/contract/live-calls";
import type { CallLanguage } from "@/server/domain/calls/settings";
import { log } from "@/server/lib/log";
import { type Ari, AriError } from "./ari";
import { ASTERISK } from "./arrive";
import { announcementOf, recordingName } from "./names";
import type { Recordings } from "./recordings";
import { languageOf, mediaOf, noticeOf, silence } from "./sounds";

/** Whoever has said nothing for so long has finished. */
const SILENCE_SECONDS = "5";
/** What Asterisk's own packages say, for an installation without the files of `docs/asterisk/sounds`. */
const PACKAGED = ["vm-nobodyavail", "vm-intro"];

/**
 * Plays the greeting, says that the message is transcribed where it is, and then records what the customer says, until they hang up, press
 * #, are silent or have used up their time. Asterisk does one after the other by itself.
 * @returns the id of the greeting's playback, which a key cuts short; the notice is a playback of its own, so that nobody can skip it
 */
export async function takeMessage(
  ari: Ari,
  recordings: Recordings,
  { channel, voicemail }: { channel: string; voicemail: CallVoicemail },
  language: CallLanguage,
): Promise<string> {
  await silence(ari, channel);
  const { names, lang } = await greetingOf(ari, voicemail, language);
  const notice = await noticeOf(ari, voicemail.transcription, lang);
  const { recordingId } = voicemail;
  const play = async (isTranscribed: boolean, sounds: readonly string[]): Promise<string> => {
    const playbackId = announcementOf({ recordingId, isTranscribed });
    await ari.post(`channels/${channel}/play/${playbackId}`, { media: mediaOf(sounds), lang });
    return playbackId;
  };
  const greetingId = await play(false, names);
  if (notice.length > 0) await play(true, notice);
  try {
    await ari.post(`channels/${channel}/record`, {
      ...{ name: recordingName(voicemail.recordingId), format: "ulaw", ifExists: "fail", beep: "true" },
      ...{ maxDurationSeconds: String(voicemail.maxSeconds), maxSilenceSeconds: SILENCE_SECONDS, terminateOn: "#" },
    });
    recordings.began(voicemail.recordingId);
  } catch (error) {
    // The channel is gone: the next comparison sees that. Whatever else it is, trying again would only repeat the greeting.
    if (!(error instanceof AriError) || error.status === 0 || error.status === 404) throw error;
    log.error({ provider: ASTERISK, err: error }, "a message could not be recorded");
    recordings.ended(voicemail.recordingId);
  }
  return greetingId;
}

async function greetingOf(ari: Ari, { greeting }: CallVoicemail, language: CallLanguage) {
  const own = `storeline-${greeting}`;
  const ownLanguage = await languageOf(ari, [own], language);
  if (ownLanguage) return { names: [own], lang: ownLanguage };
  return { names: PACKAGED, lang: (await languageOf(ari, PACKAGED, language)) ?? language };
}
