import { encode } from "@/server/contract/mu-law";

/* Twilio's recordings are WAV files of 8 kHz. Ours are kept as G.711, half the size (`mu-law.ts`). */

const RATE = 8000;
const PCM = 1;

/** Reads a WAV file as Twilio makes them. @returns the G.711 samples of each channel @throws Error for any other file */
export function channelsOf(wav: Buffer): Buffer[] {
  if (wav.toString("latin1", 0, 4) !== "RIFF" || wav.toString("latin1", 8, 12) !== "WAVE")
    throw new Error("a recording is no WAV file");
  const head = chunk(wav, "fmt ");
  const data = chunk(wav, "data");
  const [format, count, rate] = [head.readUInt16LE(0), head.readUInt16LE(2), head.readUInt32LE(4)];
  if (rate !== RATE || count === 0) throw new Error("a recording is not of 8 kHz");
  if (format !== PCM || head.readUInt16LE(14) !== 16) throw new Error("a recording is of an unknown format");
  return Array.from({ length: count }, (_, channel) => {
    const samples = Buffer.alloc(Math.floor(data.length / (2 * count)));
    for (let at = 0; at < samples.length; at++) samples[at] = encode(data.readInt16LE(2 * (at * count + channel)));
    return samples;
  });
}

/** A file that is written while it is sent may say that its last chunk is longer than it is. */
function chunk(wav: Buffer, name: string): Buffer {
  for (let at = 12; at + 8 <= wav.length; ) {
    const length = wav.readUInt32LE(at + 4);
    if (wav.toString("latin1", at, at + 4) === name) return wav.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length % 2);
  }
  throw new Error(`a recording has no part "${name}"`);
}
