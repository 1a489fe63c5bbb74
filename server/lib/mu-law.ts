import { BIAS, RATE } from "@/server/contract/mu-law";

/* Recordings are made in G.711 (μ-law, 8 kHz, one byte a sample), in which telephones speak anyway; every browser plays it in a WAV file. */

/** What Asterisk itself takes for silence. */
const SILENCE_LEVEL = 256;
/** Stretches of 20 ms are loud or not. */
const FRAME = 160;
/** Less than this is a click, or a breath. */
const SPOKEN_MS = 400;
const SILENT_SAMPLE = 0xff;
/** The bytes of a WAV file before its first sample. */
export const HEAD_BYTES = 58;

/** The bytes of a millisecond of one side. */
export const BYTES_A_MS = RATE / 1000;
/** The bytes that one minute of one side has. */
export const BYTES_A_MINUTE = 60 * RATE;

/** @param samples of one side */
export const durationMsOf = (samples: Buffer): number => Math.round((samples.length * 1000) / RATE);

/** A sample of 16 bits. */
export function decode(byte: number): number {
  const value = ~byte & 0xff;
  const magnitude = ((((value & 0x0f) << 3) + BIAS) << ((value >> 4) & 7)) - BIAS;
  return value & 0x80 ? -magnitude : magnitude;
}

const LEVELS = Uint16Array.from({ length: 256 }, (_, byte) => Math.abs(decode(byte)));

/** Whether each 20 ms of these samples are louder than silence. */
export function* loudness(samples: Buffer): Generator<boolean> {
  for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
    let sum = 0;
    for (let n = at; n < at + FRAME; n++) sum += LEVELS[samples[n] as number] as number;
    yield sum / FRAME > SILENCE_LEVEL;
  }
}

/** Whether anybody says anything in these samples, for so long altogether. */
export function hasSpeech(samples: Buffer, spokenMs = SPOKEN_MS): boolean {
  const needed = Math.ceil((spokenMs * RATE) / (1000 * FRAME));
  let loud = 0;
  for (const isLoud of loudness(samples)) if (isLoud && ++loud >= needed) return true;
  return false;
}

/** Joins the two sides of a call sample by sample, so that they last equally long: the shorter one, or one that is missing, ends in silence. */
export function joinSides(left: Buffer, right: Buffer): Buffer {
  const joined = Buffer.alloc(2 * Math.max(left.length, right.length), SILENT_SAMPLE);
  for (let n = 0; n < left.length; n++) joined[2 * n] = left[n] as number;
  for (let n = 0; n < right.length; n++) joined[2 * n + 1] = right[n] as number;
  return joined;
}

/** Puts samples into a WAV file. @param channels 2: of the left and the right side in turn */
export function wavOf(samples: Buffer, channels: 1 | 2 = 1): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(50 + samples.length, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(18, 16);
  // μ-law, and the channels; rate; bytes a second; bytes and bits of a sample; no more of the format.
  head.writeUInt16LE(7, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * channels, 28);
  head.writeUInt16LE(channels, 32);
  head.writeUInt16LE(8, 34);
  head.write("fact", 38, "latin1");
  head.writeUInt32LE(4, 42);
  head.writeUInt32LE(samples.length / channels, 46);
  head.write("data", 50, "latin1");
  head.writeUInt32LE(samples.length, 54);
  return Buffer.concat([head, samples]);
}

/** Whether a file begins like one that `wavOf` made of two sides. */
export const hasSides = (wav: Buffer): boolean =>
  wav.length >= HEAD_BYTES &&
  wav.toString("latin1", 0, 4) === "RIFF" &&
  wav.readUInt16LE(20) === 7 &&
  wav.readUInt16LE(22) === 2;

/** The samples of the left and the right side of a file that `wavOf` made of two; null for any other file. */
export function sidesOf(wav: Buffer): { left: Buffer; right: Buffer } | null {
  if (!hasSides(wav)) return null;
  const count = Math.floor((wav.length - HEAD_BYTES) / 2);
  const [left, right] = [Buffer.alloc(count), Buffer.alloc(count)];
  for (let n = 0; n < count; n++) {
    left[n] = wav[HEAD_BYTES + 2 * n] as number;
    right[n] = wav[HEAD_BYTES + 2 * n + 1] as number;
  }
  return { left, right };
}
