"use client";
import { skipToken, useQuery } from "@tanstack/react-query";
import { PhoneOff, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { keys } from "@/components/client/query-keys";
import { currentMs } from "@/components/ui/clock";
import { IconButton } from "@/components/ui/icon-button";
import { useFormat } from "@/components/ui/use-format";
import type { LegEnd } from "@/server/contract/live-calls";
import type { CallView } from "./call-view";

const SHOWN_MS = 8000;
export type Ended = { view: CallView; lastedMs: number | null };

/** The call that I was on a moment ago, or null. */
export function useEnded(view: CallView | null): { ended: Ended | null; dismiss: () => void } {
  const [last, setLast] = useState<CallView | null>(null);
  const [ended, setEnded] = useState<Ended | null>(null);
  if (view && view.call !== last?.call) {
    setLast(view);
    setEnded(null);
  }
  if (!view && last) {
    const { connectedAt } = last.call;
    setLast(null);
    setEnded({ view: last, lastedMs: connectedAt ? currentMs() - Date.parse(connectedAt) : null });
  }
  useEffect(() => {
    if (!ended) return;
    const timer = setTimeout(() => setEnded(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [ended]);
  return { ended, dismiss: () => setEnded(null) };
}

const NOT_REACHED = ["declined", "busy", "no_answer", "failed"] as const;
type Reason = "ended" | "left" | "transferred" | "lost" | "taken_over" | "canceled" | (typeof NOT_REACHED)[number];

/** How it ended for me. Whoever leaves a call that others are on does not end it; a customer who was not reached is not left waiting. */
function reasonOf({ stage, colleague }: CallView, endedAs: LegEnd | null): Reason {
  const notReached = NOT_REACHED.find((one) => one === endedAs);
  if (notReached) return notReached;
  if (stage === "calling") return "canceled";
  if (stage === "supervising") return "left";
  if (endedAs === "transferred" || endedAs === "lost" || endedAs === "taken_over") return endedAs;
  const wasAlone = colleague === null || stage === "asking";
  return wasAlone && endedAs === "hung_up" ? "ended" : "left";
}

/** @returns what has become of the call, in words */
export function useEndedText({ view, lastedMs }: Ended): string {
  const t = useTranslations("calls");
  const format = useFormat();
  const { id, customer } = view.call;
  const endedAs = useQuery<LegEnd | null>({ queryKey: keys.leftCall(id), queryFn: skipToken }).data ?? null;
  const duration = lastedMs === null ? "" : ` · ${format.duration(lastedMs)}`;
  return t(`ended.${reasonOf(view, endedAs)}`, { customer: customer.name }) + duration;
}

/** Says what has become of the call. */
export function EndedNote({ onDismiss, ...ended }: Ended & { onDismiss: () => void }) {
  const t = useTranslations("calls");
  return (
    <div role="status" className="flex min-h-16 shrink-0 items-center gap-3 bg-rail px-4 text-rail-ink">
      <PhoneOff aria-hidden className="size-5 shrink-0 text-rail-muted" />
      <p className="nums min-w-0 flex-1">{useEndedText(ended)}</p>
      <IconButton
        label={t("bar.dismiss")}
        icon={<X className="size-4" />}
        className="text-rail-ink! hover:bg-rail-active!"
        onClick={onDismiss}
      />
    </div>
  );
}
