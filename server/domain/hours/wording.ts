import { localeFor, toCustomer } from "@/messages/to-customer";
import { type Hours, openAt } from "./open-periods";

type Reader = { now: Date; timeZone: string; language: string | null };

const DAY_MS = 86_400_000;

/** "9:00 AM" today, "tomorrow at 9:00 AM", otherwise with its day, in the place's time zone; "further notice" without a time. */
export function openingTime(at: Date | null, { now, timeZone, language }: Reader): string {
  if (!at) return toCustomer(language, "furtherNotice");
  const format = (options: Intl.DateTimeFormatOptions, date: Date) =>
    new Intl.DateTimeFormat(localeFor(language), { ...options, timeZone }).format(date);
  const day = (date: Date) => format({ dateStyle: "short" }, date);
  const time = format({ hour: "numeric", minute: "2-digit" }, at);
  if (day(at) === day(now)) return time;
  if (day(at) === day(new Date(now.getTime() + DAY_MS))) return toCustomer(language, "tomorrowAt", { time });
  const long = format({ weekday: "long", month: "long", day: "numeric" }, at);
  return toCustomer(language, "dayAt", { day: long, time });
}

/** Whether a place is open now and until when that holds, for its customer: "We're open until 6:00 PM." */
export function openNow(hours: Hours, now: Date, language: string | null): string {
  const { open, until } = openAt(hours, now);
  if (open && until === null) return toCustomer(language, "alwaysOpen");
  const changes = until === null ? null : new Date(until);
  const time = openingTime(changes, { now, timeZone: hours.timeZone, language });
  return toCustomer(language, open ? "openUntil" : "closedUntil", { time });
}
