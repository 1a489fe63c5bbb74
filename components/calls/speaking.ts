/** How much of a recording each of its stretches is spoken, from 0 to 1. @param speaking as `Speech` of the contract has it */
export const sharesOf = (speaking: string): number[] => [...speaking].map((digit) => Number.parseInt(digit, 16) / 15);

export type Period = { fromMs: number; toMs: number };

/** When somebody speaks. Pauses that are shorter than a stretch are not seen. */
export function periodsOf(speaking: string, durationMs: number): Period[] {
  const stretchMs = durationMs / speaking.length;
  return [...speaking.matchAll(/[^0]+/g)].map(({ index, 0: run }) => ({
    fromMs: index * stretchMs,
    toMs: (index + run.length) * stretchMs,
  }));
}

export const spokenMs = (speaking: string, durationMs: number): number =>
  (sharesOf(speaking).reduce((sum, share) => sum + share, 0) * durationMs) / speaking.length;
