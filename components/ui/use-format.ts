"use client";
import { useLocale, useTimeZone, useTranslations } from "next-intl";
import { useMemo } from "react";
import { type Formats, formatsFor, regionalVariety } from "./format";
import type { Translate } from "./translate";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Words = {
  /** "now", "4m", "3h", "2d": for narrow spaces. Empty for an invalid time. */
  shortAge: (iso: string, now: number) => string;
  /** "just now", "2 min ago", "3 hr ago", "2 days ago". */
  ago: (iso: string, now: number) => string;
  /** "Today", "Yesterday", else the day in full. */
  dayLabel: (iso: string, now: number) => string;
  /** "3 Nov", with the year when it is another one. */
  shortDate: (iso: string, now: number) => string;
  /** "14:02" today, else "3 Nov 14:02". */
  moment: (iso: string, now: number) => string;
  /** The same with the zone, for a place that may be elsewhere: "14:02 MST". */
  zonedMoment: (iso: string, now: number) => string;
};
export type Format = Formats & Words;

/** Formats with the words that relative times need. Also for tests, which have no component. */
export function formatWith(formats: Formats, t: Translate<"ui">): Format {
  const isSameDay = (iso: string, at: number) => formats.dayKey(iso) === formats.dayKey(at);
  const isSameYear = (iso: string, at: number) => formats.year(iso) === formats.year(at);
  const shortDate = (iso: string, now: number) =>
    isSameYear(iso, now) ? formats.shortDay(iso) : formats.shortDayOfYear(iso);
  const unlessToday = (iso: string, now: number, time: string) =>
    isSameDay(iso, now) ? time : `${shortDate(iso, now)} ${time}`;
  return {
    ...formats,
    shortDate,
    shortAge(iso, now) {
      const age = Math.max(0, now - new Date(iso).getTime());
      if (Number.isNaN(age)) return "";
      if (age < MINUTE) return t("now");
      if (age < HOUR) return t("minutes", { count: Math.floor(age / MINUTE) });
      if (age < DAY) return t("hours", { count: Math.floor(age / HOUR) });
      return t("days", { count: Math.floor(age / DAY) });
    },
    ago(iso, now) {
      const age = Math.max(0, now - new Date(iso).getTime());
      if (Number.isNaN(age)) return "";
      if (age < MINUTE) return t("justNow");
      if (age < HOUR) return t("minutesAgo", { count: Math.floor(age / MINUTE) });
      if (age < DAY) return t("hoursAgo", { count: Math.floor(age / HOUR) });
      return t("daysAgo", { count: Math.floor(age / DAY) });
    },
    dayLabel(iso, now) {
      if (isSameDay(iso, now)) return t("today");
      if (isSameDay(iso, now - DAY)) return t("yesterday");
      return isSameYear(iso, now) ? formats.longDay(iso) : formats.longDayOfYear(iso);
    },
    moment: (iso, now) => unlessToday(iso, now, formats.clockTime(iso)),
    zonedMoment: (iso, now) => unlessToday(iso, now, formats.zonedClockTime(iso)),
  };
}

/**
 * How dates, numbers, money and lists are written for this reader.
 * @param timeZone of the place that is spoken of; the provider's without it
 */
export function useFormat(timeZone?: string): Format {
  const t = useTranslations("ui");
  const locale = useLocale();
  const ownZone = useTimeZone();
  const zone = timeZone ?? ownZone;
  return useMemo(() => formatWith(formatsFor(regionalVariety(locale), zone), t), [locale, zone, t]);
}
