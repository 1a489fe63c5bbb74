"use client";
import { useSyncExternalStore } from "react";
import { currentMs } from "@/components/ui/clock";
import { clockTime, longDay, longDayOfYear, shortDay, shortDayOfYear } from "./format";
import { useFormat } from "./use-format";

let now = currentMs();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = currentMs();
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

/** "now", "4m", "3h", "2d": for tight places. Empty for what is no time. */
export function shortAge(iso: string, at: number): string {
  const age = Math.max(0, at - millis(iso));
  if (Number.isNaN(age)) return "";
  if (age < MINUTE) return "now";
  if (age < HOUR) return `${Math.floor(age / MINUTE)}m`;
  if (age < DAY) return `${Math.floor(age / HOUR)}h`;
  return `${Math.floor(age / DAY)}d`;
}

const millis = (iso: string | number): number => new Date(iso).getTime();
const yearOf = (at: string | number): number => new Date(at).getFullYear();

export const dayKey = (iso: string): string => new Date(iso).toDateString();
export function dayLabel(iso: string, at: number): string {
  if (dayKey(iso) === new Date(at).toDateString()) return "Today";
  if (dayKey(iso) === new Date(at - DAY).toDateString()) return "Yesterday";
  return yearOf(iso) === yearOf(at) ? longDay(iso) : longDayOfYear(iso);
}
export const shortDate = (iso: string): string =>
  yearOf(iso) === yearOf(currentMs()) ? shortDay(iso) : shortDayOfYear(iso);
/** "14:02" today, else "3 Nov 14:02". */
export const moment = (iso: string, at: number): string =>
  dayKey(iso) === new Date(at).toDateString() ? clockTime(iso) : `${shortDate(iso)} ${clockTime(iso)}`;

/** A moment as text with the full time on hover; ages by itself. */
export function Age({ iso, className }: { iso: string; className?: string }) {
  const at = useNow();
  const format = useFormat();
  return (
    <time dateTime={iso} title={format.fullTime(iso)} className={className} suppressHydrationWarning>
      {format.shortAge(iso, at)}
    </time>
  );
}
