import { clsx } from "clsx";
import type { ReactNode } from "react";

const TONES = {
  neutral: "bg-hover text-muted",
  accent: "bg-accent-soft text-accent-ink",
  positive: "bg-positive-soft text-positive",
  warning: "bg-warning-soft text-warning",
  danger: "bg-danger-soft text-danger",
  note: "bg-note text-note-ink",
  solid: "bg-accent text-on-accent",
  alert: "bg-danger text-surface",
} as const;
export type Tone = keyof typeof TONES;

export function Badge(props: { tone?: Tone; children: ReactNode; className?: string; title?: string }) {
  return (
    <span
      title={props.title}
      className={clsx(
        "inline-flex h-5 shrink-0 items-center gap-1 whitespace-nowrap rounded-full px-2 font-medium text-2xs",
        TONES[props.tone ?? "neutral"],
        props.className,
      )}
    >
      {props.children}
    </span>
  );
}

/** A number in a pill; nothing when zero. */
export function Count({ value, tone = "neutral" }: { value: number; tone?: Tone }) {
  if (value <= 0) return null;
  return (
    <span
      className={clsx(
        "nums inline-flex h-5 min-w-5 items-center justify-center rounded-full px-1.5 font-semibold text-2xs",
        TONES[tone],
      )}
    >
      {value > 99 ? "99+" : value}
    </span>
  );
}
