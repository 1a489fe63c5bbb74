"use client";
import { useEffect, useState } from "react";
import { currentMs } from "@/components/ui/clock";
import { useFormat } from "@/components/ui/use-format";

const SECOND_MS = 1000;

/** The time since a moment, every second. Silent to screen readers, which would read every second of it. */
export function CallTimer({ since, className }: { since: string; className?: string }) {
  const format = useFormat();
  const [now, setNow] = useState(currentMs);
  useEffect(() => {
    const timer = setInterval(() => setNow(currentMs()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <span role="timer" aria-live="off" className={className}>
      <span className="nums">{format.duration(now - Date.parse(since))}</span>
    </span>
  );
}
