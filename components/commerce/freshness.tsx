"use client";
import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { useNow } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";
import type { Lineage } from "@/server/contract/commerce";

const MINUTE = 60_000;
export const STOCK_STALE_MS = 5 * MINUTE;
export const STOCK_UNKNOWN_MS = 15 * MINUTE;

export type Freshness = "fresh" | "stale" | "unknown";
/** The freshness of a stock level: stale after 5 minutes, unknown after 15. */
export function freshness(observedAt: string, now: number): Freshness {
  const age = now - Date.parse(observedAt);
  if (age > STOCK_UNKNOWN_MS) return "unknown";
  return age > STOCK_STALE_MS ? "stale" : "fresh";
}

/** How old a value is; its source and exact time on hover. */
export function AsOf({ of, staleMs }: { of: Pick<Lineage, "source" | "observedAt">; staleMs: number }) {
  const now = useNow();
  const isStale = now - Date.parse(of.observedAt) > staleMs;
  const t = useTranslations("commerce");
  const format = useFormat();
  return (
    <span
      className={clsx("nums text-xs", isStale ? "text-warning" : "text-muted")}
      title={t("origin", { source: of.source, at: format.fullTime(of.observedAt) })}
      suppressHydrationWarning
    >
      {t("updated", { ago: format.ago(of.observedAt, now) })}
    </span>
  );
}
