import { localeFor, toCustomer } from "@/messages/to-customer";

type Opening = { opensAt: Date | null; now: Date; timeZone: string; language: string | null };

const DAY_MS = 86_400_000;

/** Fills in `{place}` and `{opens}`; everything else stays as the administrator wrote it. */
export const fillIn = (text: string, facts: Opening & { place: string }): string =>
  text.replace(/\{(place|opens)\}/g, (_, name) => (name === "place" ? facts.place : opens(facts)));

/** "9:00 AM" today, "tomorrow at 9:00 AM", otherwise with its day, in the place's time zone. */
function opens({ opensAt, now, timeZone, language }: Opening): string {
  if (!opensAt) return toCustomer(language, "furtherNotice");
  const format = (options: Intl.DateTimeFormatOptions, at: Date) =>
    new Intl.DateTimeFormat(localeFor(language), { ...options, timeZone }).format(at);
  const day = (at: Date) => format({ dateStyle: "short" }, at);
  const time = format({ hour: "numeric", minute: "2-digit" }, opensAt);
  if (day(opensAt) === day(now)) return time;
  if (day(opensAt) === day(new Date(now.getTime() + DAY_MS))) return toCustomer(language, "tomorrowAt", { time });
  const long = format({ weekday: "long", month: "long", day: "numeric" }, opensAt);
  return toCustomer(language, "dayAt", { day: long, time });
}
