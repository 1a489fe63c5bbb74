import { playTones } from "./play-tones";

/** Two soft tones, twice, then silence: seconds from the start of a round, and hertz. */
const NOTES = [
  [0, 587],
  [0.18, 784],
  [0.7, 587],
  [0.88, 784],
] as const;
const SOUND = { seconds: 0.34, loudness: 0.16 };
const ROUND_MS = 3000;
const VIBRATION_MS = [220, 120, 220];
/** How long a browser takes at most to begin to play when it wants to. */
const STARTING_MS = 500;
const LOCK = "storeline-ringtone";

/**
 * Rings until it is stopped; of several tabs of this browser only one does. The sound is generated: nothing is loaded.
 * @param blocked called when the browser plays nothing before the person has touched the page, and when it does
 * @returns a function that stops it
 */
export function ring(blocked: (isBlocked: boolean) => void): () => void {
  const stopped = new AbortController();
  const { signal } = stopped;
  const begin = () => {
    if (signal.aborted) return Promise.resolve();
    const context = new AudioContext();
    const round = () => {
      if (context.state === "running") playTones(context, NOTES, SOUND);
      navigator.vibrate?.(VIBRATION_MS);
    };
    const refused = setTimeout(() => blocked(context.state !== "running"), STARTING_MS);
    context.onstatechange = () => blocked(context.state === "suspended");
    const resume = () => void context.resume().catch(() => {});
    addEventListener("pointerdown", resume, { signal });
    addEventListener("keydown", resume, { signal });
    resume();
    round();
    const rounds = setInterval(round, ROUND_MS);
    return new Promise<void>((over) => {
      signal.addEventListener("abort", () => {
        clearTimeout(refused);
        clearInterval(rounds);
        context.onstatechange = null;
        void context.close().catch(() => {});
        navigator.vibrate?.(0);
        over();
      });
    });
  };
  // Without locks (an insecure page) every tab rings: better than none.
  if (navigator.locks) navigator.locks.request(LOCK, { signal }, begin).catch(() => {});
  else void begin();
  return () => stopped.abort();
}
