"use client";
import { useSyncExternalStore } from "react";

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const tell of listeners) tell();
  }, 15_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}
/** The time, moving every 15 s, from one timer for the whole screen. */
export const useNow = (): number =>
  useSyncExternalStore(
    subscribe,
    () => now,
    () => now,
  );

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "now", "4m", "3h", "2d": for tight places. */
export function shortAge(iso: string, at: number): string {
  const age = Math.max(0, at - Date.parse(iso));
  if (age < MINUTE) return "now";
  if (age < HOUR) return `${Math.floor(age / MINUTE)}m`;
  if (age < DAY) return `${Math.floor(age / HOUR)}h`;
  return `${Math.floor(age / DAY)}d`;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const dayYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const short = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const shortYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });

export const clockTime = (iso: string | number): string => clock.format(new Date(iso));
export const dayKey = (iso: string): string => new Date(iso).toDateString();
export function dayLabel(iso: string, at: number): string {
  if (dayKey(iso) === new Date(at).toDateString()) return "Today";
  if (dayKey(iso) === new Date(at - DAY).toDateString()) return "Yesterday";
  const date = new Date(iso);
  return date.getFullYear() === new Date(at).getFullYear() ? day.format(date) : dayYear.format(date);
}
export const shortDate = (iso: string): string =>
  (new Date(iso).getFullYear() === new Date().getFullYear() ? short : shortYear).format(new Date(iso));
/** "14:02" today, else "3 Nov 14:02". */
export const moment = (iso: string, at: number): string =>
  dayKey(iso) === new Date(at).toDateString() ? clockTime(iso) : `${shortDate(iso)} ${clockTime(iso)}`;

/** A moment as text with the full time on hover; ages by itself. */
export function Age({ iso, className }: { iso: string; className?: string }) {
  const at = useNow();
  return (
    <time dateTime={iso} title={new Date(iso).toLocaleString()} className={className} suppressHydrationWarning>
      {shortAge(iso, at)}
    </time>
  );
}
