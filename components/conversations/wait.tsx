"use client";
import { clsx } from "clsx";
import { CircleCheck, Clock, ClockAlert, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Age, useNow } from "@/components/ui/time";
import type { Id } from "@/server/contract/ids";
import type { WaitThreshold } from "@/server/contract/team";
import { thresholdAt, useWaitThresholds } from "./wait-thresholds";

const MINUTE_MS = 60_000;
type WaitLevel = "clear" | "waiting" | "warning" | "late";

/** The level of a wait, by the thresholds of the place. The inbox and the board both use it. */
export function waitLevel(since: string | null, now: number, threshold: WaitThreshold): WaitLevel {
  if (!since) return "clear";
  const waited = now - Date.parse(since);
  if (waited >= threshold.lateAfterMinutes * MINUTE_MS) return "late";
  return waited >= threshold.warnAfterMinutes * MINUTE_MS ? "warning" : "waiting";
}

const LOOKS = {
  clear: { icon: CircleCheck, tone: "text-positive" },
  waiting: { icon: Clock, tone: "text-muted" },
  warning: { icon: ClockAlert, tone: "text-warning" },
  late: { icon: TriangleAlert, tone: "text-danger" },
} as const;

/** How long a customer has waited, with an icon and color for its level. */
export function Wait(props: { since: string | null; placeId?: Id; className?: string }) {
  const { since, placeId, className } = props;
  const t = useTranslations("inbox");
  const threshold = thresholdAt(useWaitThresholds(), placeId);
  const level = waitLevel(since, useNow(), threshold);
  const { icon: Icon, tone } = LOOKS[level];
  const minutes = level === "late" ? threshold.lateAfterMinutes : threshold.warnAfterMinutes;
  const says = t(`wait.${level}`, { minutes });
  return (
    <span title={says} className={clsx("nums inline-flex items-center gap-1 font-medium", tone, className)}>
      <Icon role="img" aria-label={says} className="size-3.5 shrink-0" />
      {since && <Age iso={since} />}
    </span>
  );
}
