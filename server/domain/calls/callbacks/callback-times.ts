import { type Hours, openAt } from "@/server/domain/hours/open-periods";

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** In how many minutes, if the place is open then. */
const SOON = [30, 60, 180];
/** People are back at work a little after opening. */
const AFTER_OPENING_MS = 30 * MINUTE_MS;

/**
 * Proposes times for a callback: soon, the same time on the next two days, and after the next opening, all while the place is open, on
 * quarters of an hour.
 */
export function callbackTimes(hours: Hours, now: Date): Date[] {
  const from = now.getTime();
  const soon = SOON.map((minutes) => from + minutes * MINUTE_MS);
  const later = [from + DAY_MS, from + 2 * DAY_MS];
  const wanted = [...soon, nextOpening(hours, now), ...later].flatMap((ms) => ms ?? []);
  const times = wanted.map((ms) => whenOpen(hours, roundUp(ms)));
  const distinct = new Set(times.filter((ms) => ms !== null && ms > from));
  return [...(distinct as Set<number>)].sort((a, b) => a - b).map((ms) => new Date(ms));
}

const roundUp = (ms: number): number => Math.ceil(ms / QUARTER_MS) * QUARTER_MS;

/** After the place opens next: tomorrow morning, for most places. */
function nextOpening(hours: Hours, now: Date): number | null {
  const { open, until } = openAt(hours, now);
  const opens = until === null || !open ? until : openAt(hours, new Date(until)).until;
  return opens && opens + AFTER_OPENING_MS;
}

/** The time itself while the place is open, else a little after it opens; null when it never does. */
function whenOpen(hours: Hours, ms: number): number | null {
  const { open, until } = openAt(hours, new Date(ms));
  return open ? ms : until && roundUp(until + AFTER_OPENING_MS);
}
