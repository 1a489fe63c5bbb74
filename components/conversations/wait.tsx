"use client";
import { clsx } from "clsx";
import { CircleCheck, Clock, ClockAlert, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Age, useNow } from "@/components/ui/time";

/** How long a customer may wait before a screen warns, and before it calls them late: the same for the inbox and the board. */
const WARN_AFTER_MS = 15 * 60_000;
const LATE_AFTER_MS = 60 * 60_000;
type WaitLevel = "clear" | "waiting" | "warning" | "late";

export function waitLevel(since: string | null, now: number): WaitLevel {
  if (!since) return "clear";
  const waited = now - Date.parse(since);
  if (waited >= LATE_AFTER_MS) return "late";
  return waited >= WARN_AFTER_MS ? "warning" : "waiting";
}

const LOOKS = {
  clear: { icon: CircleCheck, tone: "text-positive" },
  waiting: { icon: Clock, tone: "text-muted" },
  warning: { icon: ClockAlert, tone: "text-warning" },
  late: { icon: TriangleAlert, tone: "text-danger" },
} as const;

/** How long a customer has waited: icon and color say the same. */
export function Wait({ since, className }: { since: string | null; className?: string }) {
  const t = useTranslations("inbox");
  const level = waitLevel(since, useNow());
  const { icon: Icon, tone } = LOOKS[level];
  const says = t(`wait.${level}`);
  return (
    <span title={says} className={clsx("nums inline-flex items-center gap-1 font-medium", tone, className)}>
      <Icon role="img" aria-label={says} className="size-3.5 shrink-0" />
      {since && <Age iso={since} />}
    </span>
  );
}
