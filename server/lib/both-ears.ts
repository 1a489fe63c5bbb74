import { encode } from "@/server/contract/mu-law";
import { decode, HEAD_BYTES } from "./mu-law";

/** How loud each side is in the ear of the other one. */
const OTHER_EAR = 0.5;

/** What an ear hears, by the byte of its side and that of the other one. */
let blends: Uint8Array | null = null;
const blend = (own: number, other: number): number => Math.round(decode(own) + OTHER_EAR * decode(other));

function blendTable(): Uint8Array {
  blends ??= Uint8Array.from({ length: 256 * 256 }, (_, at) => encode(blend(at >> 8, at & 0xff)));
  return blends;
}

type Read = (from: number, to: number) => AsyncIterable<Buffer>;

/**
 * Reads a file of two sides so that both can be heard with either ear, each still louder on its own: whoever has a headset for one ear
 * would hear one side only. What is read has as many bytes as what is stored.
 * @param bytes of the file that `wavOf` made
 */
export function forBothEars(read: Read, bytes: number): Read {
  return async function* blended(from, to) {
    // Pairs of samples begin at even bytes, as the samples themselves do.
    const [first, last] = [from - (from % 2), Math.min(to + (1 - (to % 2)), bytes - 1)];
    let at = first;
    for await (const part of read(first, last)) {
      const heard = blendPairs(part, at);
      yield heard.subarray(Math.max(0, from - at), to - at + 1);
      at += part.length;
    }
  };
}

/** @param at the position of the first byte, which is even */
function blendPairs(part: Buffer, at: number): Buffer {
  const table = blendTable();
  const heard = Buffer.from(part);
  for (let n = Math.max(0, HEAD_BYTES - at); n + 1 < part.length; n += 2) {
    const [left, right] = [part[n] as number, part[n + 1] as number];
    heard[n] = table[(left << 8) | right] as number;
    heard[n + 1] = table[(right << 8) | left] as number;
  }
  return heard;
}
