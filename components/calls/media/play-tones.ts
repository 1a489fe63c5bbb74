/** Seconds after the start, and hertz. */
export type Tone = readonly [after: number, hertz: number];

/**
 * Plays soft tones from now on, each for so many seconds and at this loudness (0 to 1).
 * @param ended called once after the last of them
 */
export function playTones(
  context: AudioContext,
  tones: readonly Tone[],
  { seconds, loudness }: { seconds: number; loudness: number },
  ended: () => void = () => {},
): void {
  for (const [index, [after, hertz]] of tones.entries()) {
    const start = context.currentTime + after;
    const gain = context.createGain();
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(loudness, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, start + seconds);
    const tone = context.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + seconds);
    if (index === tones.length - 1) tone.onended = ended;
  }
}
