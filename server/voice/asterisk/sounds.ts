import type { NoticeOfTranscription } from "@/server/contract/live-calls";
import { type CallLanguage, callLanguage } from "@/server/domain/calls/settings";
import { log } from "@/server/lib/log";
import { type Ari, AriError, unlessStatus } from "./ari";
import { ASTERISK } from "./arrive";

/**
 * The language in which Asterisk has all of these sounds: the wanted one, else English, else any. It lists them when it starts.
 * @returns null when it does not have them all
 */
export async function languageOf(ari: Ari, names: readonly string[], wanted: CallLanguage): Promise<string | null> {
  const known = await Promise.all(names.map((name) => languagesOf(ari, name)));
  const candidates = [wanted, callLanguage.default, ...(known[0] ?? [])];
  return candidates.find((language) => known.every((languages) => languages.includes(language))) ?? null;
}

async function languagesOf(ari: Ari, name: string): Promise<string[]> {
  try {
    const { formats } = await ari.get<{ formats: { language: string }[] }>(`sounds/${encodeURIComponent(name)}`);
    return formats.map(({ language }) => language);
  } catch (error) {
    if (error instanceof AriError && error.status === 404) return [];
    throw error;
  }
}

/** Says that what the customer says is turned into text. */
const NOTICE_OF_TRANSCRIPTION = "storeline-transcribed";

/**
 * The sound that a customer hears before what they say is turned into text, in the language of what they hear before it; none, if it is
 * missing: then nothing may be.
 */
export async function noticeOf(
  ari: Ari,
  transcription: NoticeOfTranscription | undefined,
  lang: string,
): Promise<string[]> {
  if (transcription !== "wanted") return [];
  if ((await languagesOf(ari, NOTICE_OF_TRANSCRIPTION)).includes(lang)) return [NOTICE_OF_TRANSCRIPTION];
  log.error(
    { provider: ASTERISK, sound: NOTICE_OF_TRANSCRIPTION, language: lang },
    "a recording is not transcribed, because the announcement of that is missing",
  );
  return [];
}

/** Ends the music or the ringing that a channel hears. */
export async function silence(ari: Ari, channel: string): Promise<void> {
  for (const sound of ["moh", "ring"]) await ari.delete(`channels/${channel}/${sound}`).catch(unlessStatus(409, 412));
}

/** Sounds that are played one after the other, as ARI takes them. */
export const mediaOf = (names: readonly string[]): string => names.map((name) => `sound:${name}`).join();

/** Plays sounds once: a playback of this name that an earlier process began goes on. Asterisk itself would play it again after the first. */
export async function playOnce(
  ari: Ari,
  channel: string,
  playback: string,
  sounds: { names: readonly string[]; lang: string },
): Promise<void> {
  if (await isPlaying(ari, playback)) return;
  await silence(ari, channel);
  await ari.post(`channels/${channel}/play/${playback}`, { media: mediaOf(sounds.names), lang: sounds.lang });
}

const isPlaying = (ari: Ari, playback: string): Promise<boolean> =>
  ari.get(`playbacks/${playback}`).then(
    () => true,
    (error: unknown) => {
      unlessStatus(404)(error);
      return false;
    },
  );
