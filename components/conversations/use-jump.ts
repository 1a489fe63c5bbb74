"use client";
import { parseAsInteger, useQueryState } from "nuqs";
import { useEffect, useState } from "react";
import type { Entry } from "./timeline-entries";

type Jump = {
  entries: readonly Entry[];
  /** More items can be loaded, and loading them is neither under way nor has it failed. */
  mayLoad: boolean;
  hasEarlier: boolean;
  older: () => unknown;
  goTo: (index: number) => void;
};

const isItemAt = (entry: Entry, seq: number): boolean =>
  entry.type === "item" && !entry.isPast && entry.item.seq === seq;

/**
 * Scrolls once to the entry that the URL names (`at`), loading earlier items until it is there.
 * @returns its `seq`, to be marked for as long as the thread is open
 */
export function useJump({ entries, mayLoad, hasEarlier, older, goTo }: Jump): number | null {
  const [at, setAt] = useQueryState("at", parseAsInteger);
  const [marked, setMarked] = useState<number | null>(null);
  useEffect(() => {
    if (at === null) return;
    const index = entries.findIndex((entry) => isItemAt(entry, at));
    if (index >= 0) {
      goTo(index);
      setMarked(at);
      void setAt(null);
    } else if (!hasEarlier) void setAt(null);
    else if (mayLoad) older();
  });
  return marked;
}
