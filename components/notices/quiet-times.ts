import type { IsoTime } from "@/server/contract/ids";

/** @param now in milliseconds */
export const isoIn = (minutes: number, now: number): IsoTime => new Date(now + minutes * 60_000).toISOString();

const MORNING = 8;
/** Tomorrow at 8 in the morning, on the clock of this device. @param now in milliseconds */
export function tomorrowMorning(now: number): IsoTime {
  const at = new Date(now);
  at.setDate(at.getDate() + 1);
  at.setHours(MORNING, 0, 0, 0);
  return at.toISOString();
}
