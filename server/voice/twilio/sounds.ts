/* The sounds that customers hear, generated so that no files and no licenses are needed. They are those of calls between browsers. */

const RATE = 8000;
const FADE_SECONDS = 0.03;

type Note = { at: number; seconds: number; hz: readonly number[]; gain: number };
type Loop = { seconds: number; notes: readonly Note[] };

/** As telephones in North America sound: 440 and 480 Hz, two seconds of six. */
const RING: Loop = { seconds: 6, notes: [{ at: 0, seconds: 2, hz: [440, 480], gain: 0.15 }] };

/** Two quiet broken chords, four seconds each. */
const MUSIC: Loop = {
  seconds: 8,
  notes: [
    [261.63, 329.63, 392.0, 493.88, 392.0, 329.63, 493.88, 392.0],
    [349.23, 440.0, 523.25, 659.26, 523.25, 440.0, 659.26, 523.25],
  ].flatMap((chord, bar) => chord.map((hz, step) => ({ at: bar * 4 + step * 0.5, seconds: 0.9, hz: [hz], gain: 0.2 }))),
};

let made: { ring: Buffer; music: Buffer } | null = null;

/** WAV files of 8 kHz, 16 bit, mono. */
export function sounds(): { ring: Buffer; music: Buffer } {
  made ??= { ring: wavOf(RING), music: wavOf(MUSIC) };
  return made;
}

function wavOf({ seconds, notes }: Loop): Buffer {
  const samples = new Float64Array(seconds * RATE);
  for (const note of notes) addNote(samples, note);
  const data = Buffer.alloc(samples.length * 2);
  for (const [at, sample] of samples.entries())
    data.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), at * 2);
  return Buffer.concat([header(data.length), data]);
}

/** A note that sounds past the end of the loop goes on at its beginning. */
function addNote(samples: Float64Array, { at, seconds, hz, gain }: Note): void {
  const length = Math.round(seconds * RATE);
  for (let step = 0; step < length; step++) {
    const time = step / RATE;
    const fade = Math.min(1, time / FADE_SECONDS, (seconds - time) / (FADE_SECONDS * 4));
    const tone = hz.reduce((sum, one) => sum + Math.sin(2 * Math.PI * one * time), 0);
    const index = (Math.round(at * RATE) + step) % samples.length;
    samples[index] = (samples[index] ?? 0) + tone * gain * fade;
  }
}

function header(bytes: number): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + bytes, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(bytes, 40);
  return head;
}
