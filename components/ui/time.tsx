"use client";
import { useEffect, useState, useSyncExternalStore } from "react";
import { currentMs } from "@/components/ui/clock";
import { useFormat } from "./use-format";

let now = currentMs();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = currentMs();
    for (const notify of listeners) notify();
  }, 15_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}
/** The current time, updated every 15 s by one timer for the whole screen. */
export const useNow = (): number =>
  useSyncExternalStore(
    subscribe,
    () => now,
    () => now,
  );

/** A timer is set only this shortly before a moment: longer ones overflow, and stand still while a device sleeps. */
const NEAR_MS = 60_000;

/** The current time, updated as `useNow` does, and at each of these moments too: what changes then, changes then. @param moments in milliseconds */
export function useNowAt(...moments: number[]): number {
  const tick = useNow();
  const [reached, setReached] = useState(0);
  const latest = Math.max(tick, reached);
  const next = Math.min(...moments.filter((moment) => moment > latest));
  const isNear = next - latest <= NEAR_MS;
  useEffect(() => {
    if (!isNear) return;
    // A timer may fire a moment early.
    const timer = setTimeout(() => setReached(Math.max(next, currentMs())), next - currentMs());
    return () => clearTimeout(timer);
  }, [isNear, next]);
  return latest;
}

/** The current time, every second while it runs. */
export function useSeconds(isRunning = true): number {
  const [second, setSecond] = useState(currentMs);
  useEffect(() => {
    if (!isRunning) return;
    const ticking = setInterval(() => setSecond(currentMs()), 1000);
    return () => clearInterval(ticking);
  }, [isRunning]);
  return second;
}

/** A relative time, updated automatically, with the full time on hover. */
export function Age({ iso, className }: { iso: string; className?: string }) {
  const at = useNow();
  const format = useFormat();
  return (
    <time dateTime={iso} title={format.fullTime(iso)} className={className} suppressHydrationWarning>
      {format.shortAge(iso, at)}
    </time>
  );
}
