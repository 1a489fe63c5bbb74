"use client";
import { useSeconds } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";

/** The time since a moment, every second. Silent to screen readers, which would read every second of it. */
export function CallTimer({ since, className }: { since: string; className?: string }) {
  const format = useFormat();
  const now = useSeconds();
  return (
    <span role="timer" aria-live="off" className={className}>
      <span className="nums">{format.duration(now - Date.parse(since))}</span>
    </span>
  );
}
