import { writeFileSync } from "node:fs";
import { type Heard as HeardByPage, HOLD_TONE_HZ, VOICES, type Voice } from "../hearing";

/* Tones on telephone lines: G.711 (μ-law) at 8 kHz, and how loud each party's tone is in what arrives. */

export const RATE = 8000;
const BIAS = 0x84;
const CLIP = 32_635;

/** A sample of 16 bits as one byte of G.711. */
export function encode(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const biased = Math.min(Math.abs(sample), CLIP) + BIAS;
  const exponent = Math.max(0, 31 - Math.clz32(biased) - 7);
  return ~(sign | (exponent << 4) | ((biased >> (exponent + 3)) & 0x0f)) & 0xff;
}

export function decode(byte: number): number {
  const value = ~byte & 0xff;
  const magnitude = ((((value & 0x0f) << 3) + BIAS) << ((value >> 4) & 7)) - BIAS;
  return value & 0x80 ? -magnitude : magnitude;
}

export const toneAt = (hz: number, sample: number): number =>
  Math.round(9000 * Math.sin((2 * Math.PI * hz * sample) / RATE));

/** The strength of one frequency, from 0 to 1 (Goertzel). */
function strength(samples: readonly number[], hz: number): number {
  const weight = 2 * Math.cos((2 * Math.PI * hz) / RATE);
  let [a, b] = [0, 0];
  for (const sample of samples) [a, b] = [sample / 32_768 + weight * a - b, a];
  return (2 * Math.sqrt(Math.max(0, a * a + b * b - weight * a * b))) / samples.length;
}

const LOUD = 0.02;
/** What the store's phone system plays in place of greetings. */
export const GREETINGS = {
  ...{ "message-offer": 3700 },
  ...{ closed: 2900, unanswered: 3300, recorded: 3100, transcribed: 3500 },
  ...{ "menu-welcome": 1370, "menu-order-status": 560, "menu-try-again": 1670, "menu-somebody-helps": 2730 },
  ...{ "menu-no-status": 2390, "order-ready": 2020 },
  ...{ "card-number": 1120, "card-expiry": 1750, "card-code": 1920, "card-taken": 2110 },
  ...{ "card-not-taken": 2310, "card-back": 2490 },
  ...{ "queue-next": 700, "queue-offer": 850, "queue-callback": 1020 },
} as const;

/** What it has in Spanish: one greeting, and an option of a menu. */
export const SPANISH = { cerrado: 590, pedido: 935 } as const;

export type Heard = HeardByPage | keyof typeof GREETINGS | keyof typeof SPANISH;
const OTHERS = { hold: HOLD_TONE_HZ, ...GREETINGS, ...SPANISH };

/** Whose tones are in these samples, in the order of `VOICES`, then the music and greetings. */
export function voicesIn(samples: readonly number[]): Heard[] {
  if (samples.length === 0) return [];
  const isLoud = (hz: number) => strength(samples, hz) > LOUD;
  const voices = (Object.keys(VOICES) as Voice[]).filter((voice) => isLoud(VOICES[voice]));
  return [...voices, ...(Object.keys(OTHERS) as (keyof typeof OTHERS)[]).filter((other) => isLoud(OTHERS[other]))];
}

/** Whose tones are in a recording, in stretches of 0.4 s: "ana", "ana", nothing … */
export function voicesOver(muLaw: Buffer): Heard[][] {
  const stretch = RATE * 0.4;
  const samples = Array.from(muLaw, decode);
  return Array.from({ length: Math.floor(samples.length / stretch) }, (_, n) =>
    voicesIn(samples.slice(n * stretch, (n + 1) * stretch)),
  );
}

/** For how long a voice is in a recording, in milliseconds. */
export function lastsMs(muLaw: Buffer, voice: Voice): number {
  const window = RATE / 20;
  const samples = Array.from(muLaw, decode);
  const starts = Array.from({ length: Math.floor(samples.length / window) }, (_, n) => n * window);
  const heard = starts.filter((from) => strength(samples.slice(from, from + window), VOICES[voice]) > LOUD);
  return heard.length * 50;
}

/** Writes a tone of `seconds` as a WAV file of 16 bits at 8 kHz: the music on hold of the tests. */
export function writeTone(file: string, hz: number, seconds: number): void {
  const samples = Buffer.alloc(RATE * seconds * 2);
  for (let i = 0; i < RATE * seconds; i++) samples.writeInt16LE(toneAt(hz, i), i * 2);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.length, 40);
  writeFileSync(file, Buffer.concat([head, samples]));
}
