"use client";
import { useTranslations } from "next-intl";
import { useFormat } from "@/components/ui/use-format";
import type { Speech } from "@/server/contract/calls";
import { periodsOf, sharesOf, spokenMs } from "./speaking";

/** As many as somebody listens to; a transcript has the others. */
const MAX_PERIODS = 8;
/** What is spoken little is still seen. */
const MIN_HEIGHT = 0.3;

/** The names of those who were on a call. */
export type OnCall = { customer: string; colleagues: readonly string[] };

type Props = { speech: Speech; durationMs: number; people: OnCall };

/** When each side of the call speaks: two lanes below the slider, each as long as it, with the names beside them. */
export function Lanes({ speech, durationMs, people }: Props) {
  const t = useTranslations("calls.recording.lanes");
  const format = useFormat();
  const { customer, colleagues } = people;
  const ours = colleagues.length > 0 ? format.list(colleagues) : t("store");
  return (
    <>
      <Lane name={customer} speaking={speech.customer} durationMs={durationMs} className="text-accent" />
      <Lane name={ours} speaking={speech.ours} durationMs={durationMs} className="text-ink" />
    </>
  );
}

type LaneProps = { name: string; speaking: string; durationMs: number; className: string };

function Lane({ name, speaking, durationMs, className }: LaneProps) {
  const label = useLabel(name, speaking, durationMs);
  return (
    <>
      {/* The middle of the slider's thumb is never at its very ends. */}
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${speaking.length} 1`}
        preserveAspectRatio="none"
        className={`col-start-2 mx-2 h-3 w-[calc(100%-1rem)] rounded-sm border-line border-y bg-line/40 ${className}`}
      >
        <path d={sharesOf(speaking).map(bar).join("")} fill="currentColor" />
      </svg>
      <span aria-hidden className="w-0 min-w-full truncate text-muted text-xs" title={name}>
        {name}
      </span>
    </>
  );
}

/** A bar in the middle of the lane, as high as its stretch is full of speech. */
function bar(share: number, at: number): string {
  if (share === 0) return "";
  const height = Math.max(MIN_HEIGHT, share);
  return `M${at} ${(1 - height) / 2}h1v${height}h-1z`;
}

/** "Maya Chen: 0:25 of speech, 0:03 to 0:10 and 0:22 to 0:40". */
function useLabel(name: string, speaking: string, durationMs: number): string {
  const t = useTranslations("calls.recording.lanes");
  const format = useFormat();
  const periods = periodsOf(speaking, durationMs);
  if (periods.length === 0) return t("silent", { name });
  const told = periods
    .slice(0, MAX_PERIODS)
    .map(({ fromMs, toMs }) => t("period", { from: format.duration(fromMs), to: format.duration(toMs) }));
  const more = periods.length - told.length;
  return t("label", {
    name,
    duration: format.duration(Math.max(1000, spokenMs(speaking, durationMs))),
    periods: format.list(more > 0 ? [...told, t("more", { count: more })] : told),
  });
}
