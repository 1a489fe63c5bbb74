/** The value below which the share `p` of the list lies. */
export function percentile(values: number[], p: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? Number.NaN) + (sorted[sorted.length >> 1] ?? Number.NaN)) / 2;
}

/** 95 % bootstrap interval of the median. */
export function interval(values: number[], samples = 2000): [number, number] {
  const draw = () =>
    median(Array.from({ length: values.length }, () => values[Math.floor(Math.random() * values.length)] ?? 0));
  const medians = Array.from({ length: samples }, draw).sort((a, b) => a - b);
  return [round(medians[Math.floor(samples * 0.025)] ?? 0), round(medians[Math.floor(samples * 0.975)] ?? 0)];
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

export function shuffle<T>(list: readonly T[]): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
  }
  return copy;
}

/** Microseconds on the monotonic clock: comparable between processes on one host. */
export const micros = (): number => Number(process.hrtime.bigint() / 1000n);
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
export const say = (line: string): void => void process.stderr.write(`${line}\n`);
