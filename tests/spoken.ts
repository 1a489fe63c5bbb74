import { encode, toneAt } from "./asterisk/sound";

/**
 * Samples in G.711: silence and a tone in turn.
 * @param turns milliseconds of silence, and then of the tone
 */
export const spoken = (...turns: [silentMs: number, toneMs: number][]): Buffer =>
  Buffer.concat(turns.flatMap(([silentMs, toneMs]) => [Buffer.alloc(silentMs * 8, encode(0)), tone(toneMs)]));

const tone = (ms: number): Buffer => Buffer.from(Array.from({ length: ms * 8 }, (_, n) => encode(toneAt(440, n))));
