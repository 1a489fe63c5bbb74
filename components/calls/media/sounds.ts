import type { CallSound } from "@/server/contract/call-media";

/** A note: when it begins in the loop, how long it sounds, in seconds, its frequencies in Hz, and how loud it is (0 to 1). */
type Note = { at: number; seconds: number; hz: readonly number[]; gain: number };
type Loop = { seconds: number; notes: readonly Note[]; wave: OscillatorType };

/** Two quiet broken chords, four seconds each: C major seventh and F major ninth. */
const HOLD: Loop = {
  seconds: 8,
  wave: "triangle",
  notes: [
    [261.63, 329.63, 392.0, 493.88, 392.0, 329.63, 493.88, 392.0],
    [349.23, 440.0, 523.25, 659.26, 523.25, 440.0, 659.26, 523.25],
  ].flatMap((chord, bar) =>
    chord.map((hz, step) => ({ at: bar * 4 + step * 0.5, seconds: 0.9, hz: [hz], gain: 0.11 })),
  ),
};

/** As telephones in North America sound: 440 and 480 Hz, two seconds of six. */
const RINGBACK: Loop = { seconds: 6, wave: "sine", notes: [{ at: 0, seconds: 2, hz: [440, 480], gain: 0.07 }] };

const LOOPS: Record<Exclude<CallSound, "none">, Loop> = { hold: HOLD, ringback: RINGBACK };
const FADE_SECONDS = 0.03;

/** Plays a generated loop into `output` until it is stopped. @returns a function that stops it */
export function playLoop(context: BaseAudioContext, output: AudioNode, sound: Exclude<CallSound, "none">): () => void {
  const loop = LOOPS[sound];
  const volume = context.createGain();
  volume.connect(output);
  let nextAt = context.currentTime + 0.05;
  const schedule = () => {
    // A page in the background wakes up once a second: the loop is laid out well ahead.
    while (nextAt < context.currentTime + loop.seconds) {
      for (const note of loop.notes) playNote(context, volume, loop.wave, note, nextAt);
      nextAt += loop.seconds;
    }
  };
  schedule();
  const timer = setInterval(schedule, 1000);
  return () => {
    clearInterval(timer);
    volume.gain.setTargetAtTime(0, context.currentTime, FADE_SECONDS / 3);
    setTimeout(() => volume.disconnect(), FADE_SECONDS * 1000 * 4);
  };
}

function playNote(context: BaseAudioContext, output: AudioNode, wave: OscillatorType, note: Note, from: number): void {
  const start = from + note.at;
  const end = start + note.seconds;
  const shape = context.createGain();
  shape.gain.setValueAtTime(0, start);
  shape.gain.linearRampToValueAtTime(note.gain, start + FADE_SECONDS);
  shape.gain.setValueAtTime(note.gain, end - FADE_SECONDS * 4);
  shape.gain.linearRampToValueAtTime(0, end);
  shape.connect(output);
  for (const hz of note.hz) {
    const oscillator = context.createOscillator();
    oscillator.type = wave;
    oscillator.frequency.value = hz;
    oscillator.connect(shape);
    oscillator.start(start);
    oscillator.stop(end);
    oscillator.onended = () => {
      oscillator.disconnect();
      shape.disconnect();
    };
  }
}
