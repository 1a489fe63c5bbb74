"use client";
import { clsx } from "clsx";
import { CircleCheck, Clock, TriangleAlert } from "lucide-react";
import { Age, useNow } from "@/components/ui/time";

/** A queue is late when somebody has waited longer than this. */
const LATE_MS = 120_000;
export type AlertLevel = "clear" | "waiting" | "late";

export function useAlert(since: string | null): AlertLevel {
  const now = useNow();
  if (!since) return "clear";
  return now - Date.parse(since) > LATE_MS ? "late" : "waiting";
}

const LOOKS = {
  clear: { icon: CircleCheck, tone: "text-positive", says: "Nobody waits" },
  waiting: { icon: Clock, tone: "text-warning", says: "Waiting" },
  late: { icon: TriangleAlert, tone: "text-danger", says: "Late: waiting over 2 minutes" },
} as const;

/** How long the oldest has waited: icon and colour say the same. */
export function Wait({ since, className }: { since: string | null; className?: string }) {
  const { icon: Icon, tone, says } = LOOKS[useAlert(since)];
  return (
    <span className={clsx("nums inline-flex items-center gap-1 font-medium text-sm", tone, className)}>
      <Icon role="img" aria-label={says} className="size-3.5 shrink-0" />
      {since && <Age iso={since} />}
    </span>
  );
}
