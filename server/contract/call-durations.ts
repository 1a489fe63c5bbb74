import type { CALL_PHASES, CallDetail } from "./calls";

/** Milliseconds of a call: alone in the queue, being rung, talking, on hold, and finishing the work on it. */
export type CallDurations = { waitMs: number; ringMs: number; talkMs: number; holdMs: number; wrapUpMs: number };

const COUNTED_AS: Record<(typeof CALL_PHASES)[number], keyof CallDurations | null> = {
  queued: "waitMs",
  ringing: "ringMs",
  connected: "talkMs",
  on_hold: "holdMs",
  wrap_up: "wrapUpMs",
  ended: null,
};

/**
 * Computes how long a call was in what state, from its phases alone: every moment counts once, whoever was on the line.
 * @param until where the last phase ends when the call has not ended
 */
export function callDurations(phases: CallDetail["phases"], until: Date): CallDurations {
  const durations: CallDurations = { waitMs: 0, ringMs: 0, talkMs: 0, holdMs: 0, wrapUpMs: 0 };
  for (const [n, { phase, at }] of phases.entries()) {
    const counted = COUNTED_AS[phase];
    if (counted === null) continue;
    const next = phases[n + 1];
    const endMs = next ? Date.parse(next.at) : until.getTime();
    durations[counted] += Math.max(0, endMs - Date.parse(at));
  }
  return durations;
}
