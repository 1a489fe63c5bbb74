"use client";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { idOrNull } from "@/components/conversations/inbox-state";
import type { CallFilter } from "@/server/contract/call-lists";

/** The tabs of the page: the lists of calls, and the callbacks. */
export const PAGE_TABS = ["live", "missed", "callbacks", "recorded", "all"] as const;
export type CallTab = (typeof PAGE_TABS)[number];

const PARAMS = {
  tab: parseAsStringLiteral(PAGE_TABS).withDefault("missed"),
  place: parseAsString,
  way: parseAsStringLiteral(["in", "out"]),
};

/** The page of calls keeps its state in the URL, so that it can be shared, reloaded and navigated back to. */
export function useCallsPage() {
  const [params, set] = useQueryStates(PARAMS, { history: "replace" });
  const { tab } = params;
  const place = idOrNull(params.place);
  // Missed calls are incoming ones.
  const way = tab === "missed" ? null : params.way;
  const filter = useMemo<CallFilter>(
    () => ({ tab: tab === "callbacks" ? "all" : tab, ...(place ? { placeId: place } : {}), ...(way ? { way } : {}) }),
    [tab, place, way],
  );
  return {
    filter,
    tab,
    filterCount: [place, way].filter(Boolean).length,
    setTab: (next: CallTab) => void set({ tab: next }),
    setFilter: (next: { place?: string | null; way?: "in" | "out" | null }) => void set(next),
    clearFilters: () => void set({ place: null, way: null }),
  };
}

/** The link to a conversation, scrolled to one of its calls. */
export const hrefOfCall = (conversationId: string, seq: number): string =>
  `/inbox?view=all&c=${conversationId}&at=${seq}`;
