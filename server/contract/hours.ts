import * as z from "zod";
import type { IsoTime } from "./ids";

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "notATime");
/** "24:00" ends a period with its day; a period past midnight is written on both days. */
const endTime = z.union([time, z.literal("24:00")]);

/** A start and an end, in the local time of the place. */
export const Period = z
  .strictObject({ from: time, to: endTime })
  .refine(({ from, to }) => from < to, { path: ["to"], error: "periodOrder" });
export type Period = z.infer<typeof Period>;

const MOST_PERIODS = 6;
const MOST_DAYS = 400;

/** The periods of one day, sorted and not overlapping. An empty list: closed all day. */
const Periods = z
  .array(Period)
  .max(MOST_PERIODS, "tooManyPeriods")
  .refine(
    (periods) => periods.every((period, i) => i === 0 || (periods[i - 1] as Period).to <= period.from),
    "periodsOverlap",
  );

export const OpeningHours = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("always") }),
  z.strictObject({
    kind: z.literal("weekly"),
    days: z.strictObject(Object.fromEntries(WEEKDAYS.map((day) => [day, Periods])) as Record<Weekday, typeof Periods>),
  }),
]);
export type OpeningHours = z.infer<typeof OpeningHours>;

/** One day, or the days through `until`, with its own periods instead of the week's. */
export const Holiday = z
  .strictObject({
    date: z.iso.date("notADate"),
    until: z.iso.date("notADate").optional(),
    label: z.string().trim().max(80).default(""),
    /** On the same date of every year. */
    everyYear: z.boolean().default(false),
    periods: Periods,
  })
  .refine(({ date, until }) => until === undefined || date <= until, { path: ["until"], error: "daysOrder" });
export type Holiday = z.infer<typeof Holiday>;
export const HolidayList = z.array(Holiday).max(MOST_DAYS, "tooManyDays");
export type HolidayList = z.infer<typeof HolidayList>;

/**
 * Whether a place is open by its hours, and until when. It is also sent to customers, so it names no person.
 * @source Storeline's settings of the place
 */
export type OpenState = {
  open: boolean;
  /** When it next opens or closes; null when that is not within the next year. */
  changesAt: IsoTime | null;
  timeZone: string;
};
