"use client";
import { useLocale, useTranslations } from "next-intl";
import { createContext, useCallback, useContext, useMemo } from "react";
import { type Formats, formatsFor, type Moment, regionalVariety } from "./format";
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

/**
 * Formats with the words that relative times need. Also for tests, which have no component.
 * @param device formats of the reader's own zone: where its clocks show another time, times carry the name of theirs
 */
export function formatWith(formats: Formats, t: Translate<"ui">, device: Formats = formats): Format {
  const isSameDay = (iso: string, at: number) => formats.dayKey(iso) === formats.dayKey(at);
  const isSameYear = (iso: string, at: number) => formats.year(iso) === formats.year(at);
  const shortDate = (iso: string, now: number) =>
    isSameYear(iso, now) ? formats.shortDay(iso) : formats.shortDayOfYear(iso);
  const unlessToday = (iso: string, now: number, time: string) =>
    isSameDay(iso, now) ? time : `${shortDate(iso, now)} ${time}`;
  const isElsewhere = (at: Moment) => formats !== device && formats.fullTime(at) !== device.fullTime(at);
  const clockTime = (at: Moment) => (isElsewhere(at) ? formats.zonedClockTime(at) : formats.clockTime(at));
  return {
    ...formats,
    shortDate,
    clockTime,
    fullTime: (at) => (isElsewhere(at) ? formats.zonedFullTime(at) : formats.fullTime(at)),
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
    moment: (iso, now) => unlessToday(iso, now, clockTime(iso)),
    zonedMoment: (iso, now) => unlessToday(iso, now, formats.zonedClockTime(iso)),
  };
}

/** The zone in which times are shown here: an IANA name; undefined for the device's own. */
export const ZoneContext = createContext<string | undefined>(undefined);

/** @returns the formats of a zone, or of this device, for what shows times of several places */
export function useFormatIn(): (timeZone: string | undefined) => Format {
  const t = useTranslations("ui");
  const locale = useLocale();
  const variety = regionalVariety(locale);
  return useCallback((timeZone) => formatWith(formatsFor(variety, timeZone), t, formatsFor(variety)), [variety, t]);
}

/**
 * How dates, numbers, money and lists are written for this reader, on the clocks of the zone they are shown in.
 * @param timeZone another one, for what is meant in it wherever it is shown
 */
export function useFormat(timeZone?: string): Format {
  const formatIn = useFormatIn();
  const around = useContext(ZoneContext);
  const zone = timeZone ?? around;
  return useMemo(() => formatIn(zone), [formatIn, zone]);
}
