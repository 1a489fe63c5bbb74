import type { Speech } from "@/server/contract/calls";
import { loudness, sidesOf } from "@/server/lib/mu-law";

/** As many as can be told apart where they are drawn. */
const STRETCHES = 120;

/** When each side speaks in the audio of a recorded call, customer left and ours right; null for audio with one channel. */
export function speechOf(audio: Buffer): Speech | null {
  const sides = sidesOf(audio);
  if (!sides) return null;
  const [customer, ours] = [speaking(sides.left), speaking(sides.right)];
  return customer && ours ? { customer, ours } : null;
}

function speaking(samples: Buffer): string {
  const frames = [...loudness(samples)];
  const count = Math.min(STRETCHES, frames.length);
  const start = (n: number) => Math.floor((n * frames.length) / count);
  return Array.from({ length: count }, (_, n) => digit(frames.slice(start(n), start(n + 1)))).join("");
}

const digit = (frames: readonly boolean[]): string =>
  Math.round((15 * frames.filter(Boolean).length) / frames.length).toString(16);
