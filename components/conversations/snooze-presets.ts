import { momentAt, wallClockMs } from "@/components/ui/format";

export type Preset = { key: "oneHour" | "threeHours" | "evening" | "tomorrow" | "monday"; until: Date };

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * Common snooze times, in the time zone of the place, without those already past.
 * @param timeZone of the place; the device's without it
 */
export function snoozePresets(now: Date, timeZone?: string): Preset[] {
  const wall = wallClockMs(now.getTime(), timeZone);
  const today = wall - (wall % DAY_MS);
  const at = (days: number, hour: number) => new Date(momentAt(today + days * DAY_MS + hour * HOUR_MS, timeZone));
  const daysToMonday = (8 - new Date(wall).getUTCDay()) % 7 || 7;
  const presets: Preset[] = [
    { key: "oneHour", until: new Date(now.getTime() + HOUR_MS) },
    { key: "threeHours", until: new Date(now.getTime() + 3 * HOUR_MS) },
    { key: "evening", until: at(0, 18) },
    { key: "tomorrow", until: at(1, 9) },
    { key: "monday", until: at(daysToMonday, 9) },
  ];
  // On a Sunday "tomorrow" is "next Monday": it is offered once.
  return presets.filter(
    ({ until }, index) =>
      until.getTime() > now.getTime() + 60_000 &&
      presets.findIndex((other) => other.until.getTime() === until.getTime()) === index,
  );
}

/** The value of a `datetime-local` field, on the clocks of a zone. */
export const localInput = (date: Date, timeZone?: string): string =>
  new Date(wallClockMs(date.getTime(), timeZone)).toISOString().slice(0, 16);

/** The moment that a `datetime-local` field names on the clocks of a zone; invalid for what is no time. */
export const fromLocalInput = (entered: string, timeZone?: string): Date => {
  const wall = Date.parse(`${entered}Z`);
  return new Date(Number.isNaN(wall) ? wall : momentAt(wall, timeZone));
};
