/* G.711 (μ-law), in which recordings are kept: browsers encode what they record, the server what phone systems bring. */

/** Samples a second, of one byte each. */
export const RATE = 8000;
export const BIAS = 0x84;
const CLIP = 32_635;

/** The byte of a sample of 16 bits. */
export function encode(sample: number): number {
  const biased = Math.min(Math.abs(sample), CLIP) + BIAS;
  const exponent = Math.max(0, 31 - Math.clz32(biased) - 7);
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | ((biased >> (exponent + 3)) & 0x0f)) & 0xff;
}
