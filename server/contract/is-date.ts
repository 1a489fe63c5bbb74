import type { IsoDate, IsoTime } from "./ids";

/** Whether this is a date without a time. It has no zone, so screens write it in UTC, in which `Date` reads it. */
export const isDate = (at: IsoTime | IsoDate): boolean => !at.includes("T");
