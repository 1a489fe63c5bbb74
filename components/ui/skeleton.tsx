"use client";
import { clsx } from "clsx";
import { type ReactNode, useEffect, useState } from "react";

export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden className={clsx("block animate-breathe rounded-md bg-hover", className)} />
);

/** Shows its children only after a delay, so that fast responses never flash a placeholder. */
export function After({ ms = 150, children }: { ms?: number; children: ReactNode }) {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return isDue ? children : null;
}
