import { MENU_LANGUAGES, type MenuLanguage } from "@/server/contract/menus";

const PREFIX = "storeline-";
/** Where a recording is that Storeline brings along; null for one that only the phone system has. */
const urlOf = (sound: string, language: MenuLanguage): string | null =>
  sound.startsWith(PREFIX) ? `/sounds/${language}/${sound}.wav` : null;
/** Names the words of a recording in the catalog. */
export const keyOf = (sound: string): string | null => (sound.startsWith(PREFIX) ? sound.slice(PREFIX.length) : null);

/**
 * Plays recordings one after the other. One that cannot be played is passed over.
 * @param language null: the first one
 * @param onEnd is called once, after the last, unless it was stopped before
 * @returns stops it
 */
export function playSounds(sounds: readonly string[], language: MenuLanguage | null, onEnd: () => void): () => void {
  const urls = sounds.flatMap((sound) => urlOf(sound, language ?? MENU_LANGUAGES[0]) ?? []);
  const audio = new Audio();
  let at = -1;
  const playNext = () => {
    at += 1;
    const url = urls[at];
    if (url === undefined) return onEnd();
    audio.src = url;
    audio.play().catch(() => {});
  };
  audio.addEventListener("ended", playNext);
  audio.addEventListener("error", playNext);
  playNext();
  return () => {
    audio.removeEventListener("ended", playNext);
    audio.removeEventListener("error", playNext);
    audio.pause();
  };
}
