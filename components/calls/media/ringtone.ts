/** Two soft tones, twice, then silence: seconds from the start of a round, and hertz. */
const NOTES = [
  [0, 587],
  [0.18, 784],
  [0.7, 587],
  [0.88, 784],
] as const;
const NOTE_SECONDS = 0.34;
const ROUND_MS = 3000;
const LOUDNESS = 0.16;
const VIBRATION_MS = [220, 120, 220];
/** How long a browser takes at most to begin to play when it wants to. */
const STARTING_MS = 500;
const LOCK = "storeline-ringtone";

function playRound(context: AudioContext): void {
  for (const [after, hertz] of NOTES) {
    const start = context.currentTime + after;
    const gain = context.createGain();
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, start + NOTE_SECONDS);
    const tone = context.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + NOTE_SECONDS);
  }
}

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
      if (context.state === "running") playRound(context);
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
