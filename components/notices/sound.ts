import { playTones } from "@/components/calls/media/play-tones";
import type { Id } from "@/server/contract/ids";

/* Of several tabs of a browser one makes the sound, and it knows what the others show: each tab holds locks while it shows something. */

const SOUND = "storeline-notice-sound";
const VISIBLE = "storeline-visible";
const openLock = (conversationId: Id) => `storeline-open:${conversationId}`;

/** A burst of notices makes one sound in this time. */
const BURST_MS = 10_000;
/** Two notes, unlike the ringtone: seconds after the start, and hertz. */
const NOTES = [
  [0, 880],
  [0.11, 1175],
] as const;
const CHIME = { seconds: 0.22, loudness: 0.12 };
const VIBRATION_MS = 120;

let lastAt = Number.NEGATIVE_INFINITY;

/** Browsers play nothing, and complain, before the person has touched the page. */
export const maySound = (): boolean => navigator.userActivation?.hasBeenActive ?? true;

/** Plays the sound of notices and vibrates, where the browser permits it; never rejects. */
export async function playChime(): Promise<void> {
  if (!maySound()) return;
  try {
    const context = new AudioContext();
    await context.resume();
    playTones(context, NOTES, CHIME, () => void context.close().catch(() => {}));
  } catch {
    // A device without sound: the notice is shown all the same.
  }
  navigator.vibrate?.(VIBRATION_MS);
}

/** Makes one sound for a burst, in one tab of this browser. @param now in milliseconds */
export function chimeOnce(now: number): void {
  if (!maySound() || now - lastAt < BURST_MS) return;
  const play = () => {
    lastAt = now;
    void playChime();
    return new Promise<void>((resolve) => setTimeout(resolve, BURST_MS));
  };
  if (!navigator.locks) return void play();
  navigator.locks.request(SOUND, { ifAvailable: true }, (lock) => (lock ? play() : undefined)).catch(() => {});
}

/** Says to the other tabs of this browser that this one is visible, and which conversation it shows. @returns ends it */
export function showsHere(conversationId: Id | null): () => void {
  const over = new AbortController();
  const { signal } = over;
  const until = () => new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  for (const name of conversationId ? [VISIBLE, openLock(conversationId)] : [VISIBLE])
    navigator.locks?.request(name, { mode: "shared", signal }, until).catch(() => {});
  return () => over.abort();
}

export type Shown = { isVisible: boolean; openIds: ReadonlySet<Id> };

/** What all visible tabs of this browser show. */
export async function shownInTabs(): Promise<Shown> {
  const names = (await navigator.locks?.query())?.held?.flatMap(({ name }) => name ?? []) ?? [];
  const prefix = openLock("");
  const openIds = names.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  return { isVisible: names.includes(VISIBLE), openIds: new Set(openIds) };
}
