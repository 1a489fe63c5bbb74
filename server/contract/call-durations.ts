import type { CALL_PHASES, CallDetail } from "./calls";

/** Milliseconds of a call: in the menu, alone in the queue, being rung, leaving a message, talking, and on hold. */
export type CallDurations = {
  menuMs: number;
  waitMs: number;
  ringMs: number;
  voicemailMs: number;
  talkMs: number;
  holdMs: number;
};

const COUNTED_AS: Record<(typeof CALL_PHASES)[number], keyof CallDurations | null> = {
  menu: "menuMs",
  queued: "waitMs",
  ringing: "ringMs",
  voicemail: "voicemailMs",
  connected: "talkMs",
  on_hold: "holdMs",
  ended: null,
};

/**
 * Computes how long a call was in what state, from its phases alone: every moment counts once, whoever was on the line.
 * @param until where the last phase ends when the call has not ended
 */
export function callDurations(phases: CallDetail["phases"], until: Date): CallDurations {
  const durations: CallDurations = { menuMs: 0, waitMs: 0, ringMs: 0, voicemailMs: 0, talkMs: 0, holdMs: 0 };
  for (const [n, { phase, at }] of phases.entries()) {
    const counted = COUNTED_AS[phase];
    if (counted === null) continue;
    const next = phases[n + 1];
    const endMs = next ? Date.parse(next.at) : until.getTime();
    durations[counted] += Math.max(0, endMs - Date.parse(at));
  }
  return durations;
}

/**
 * Computes the after-call time that people spent on a call, in milliseconds of work: the wrap-ups of two people after a transfer add
 * up. Nobody has two wrap-ups at once, so no moment of a person counts twice.
 * @param until where a wrap-up ends that still goes on
 */
export function afterCallMs(wrapUps: CallDetail["wrapUps"], until: Date): number {
  const lengths = (wrapUps ?? []).map(
    ({ startedAt, endsAt }) => Math.min(Date.parse(endsAt), until.getTime()) - Date.parse(startedAt),
  );
  return lengths.reduce((all, ms) => all + Math.max(0, ms), 0);
}
