"use client";
import { clsx } from "clsx";
import { moment, shortAge, useNow } from "@/components/ui/time";
import type { Lineage } from "@/server/contract/commerce";

const MINUTE = 60_000;
export const STOCK_STALE_MS = 5 * MINUTE;
export const STOCK_UNKNOWN_MS = 15 * MINUTE;
export const ORDER_STALE_MS = 15 * MINUTE;

export type Freshness = "fresh" | "stale" | "unknown";
/** How far a stock number may be trusted: past 5 minutes it is labelled, past 15 it is not known. */
export function freshness(observedAt: string, now: number): Freshness {
  const age = now - Date.parse(observedAt);
  if (age > STOCK_UNKNOWN_MS) return "unknown";
  return age > STOCK_STALE_MS ? "stale" : "fresh";
}

/** Where a value comes from and how old it is. */
export function AsOf({ of, staleMs }: { of: Lineage; staleMs: number }) {
  const now = useNow();
  const isStale = now - Date.parse(of.observedAt) > staleMs;
  const age = shortAge(of.observedAt, now);
  return (
    <span className={clsx("nums text-xs", isStale ? "text-warning" : "text-muted")} suppressHydrationWarning>
      {of.source} · as of {moment(of.observedAt, now)}
      {isStale ? ` (${age} old)` : ""}
    </span>
  );
}
