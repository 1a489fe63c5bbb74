"use client";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { SORTS, VIEWS } from "@/server/contract/constants";
import type { ListFilter, Sort, SortedFilter, View } from "@/server/contract/conversations";
import { SORTS_OF_VIEW } from "@/server/contract/views";

const PARAMS = {
  view: parseAsStringLiteral(VIEWS).withDefault("unassigned"),
  place: parseAsString,
  channel: parseAsString,
  assignee: parseAsString,
  sort: parseAsStringLiteral(SORTS),
  c: parseAsString,
};

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** An invalid id in the URL counts as absent. */
export const idOrNull = (value: string | null): string | null => (value && UUID.test(value) ? value : null);

/** The inbox keeps its state in the URL, so that it can be shared, reloaded and navigated back to. */
export function useInbox() {
  const [params, set] = useQueryStates(PARAMS, { history: "replace" });
  const { view, channel } = params;
  const place = idOrNull(params.place);
  const assignee = params.assignee === "none" ? "none" : idOrNull(params.assignee);
  const openId = idOrNull(params.c);
  const filter = useMemo<ListFilter>(
    () => ({
      view,
      ...(place ? { placeId: place } : {}),
      ...(channel ? { channel: channel.slice(0, 40) } : {}),
      ...(assignee ? { assigneeId: assignee } : {}),
    }),
    [view, place, channel, assignee],
  );
  const [byDefault, ...others] = SORTS_OF_VIEW[view];
  // An order that the view does not have, in a link that somebody edited, counts as absent.
  const sort = others.find((other) => other === params.sort) ?? byDefault;
  // Without a word about the default order, so that it is the same query as elsewhere on the page.
  const list = useMemo<SortedFilter>(
    () => (sort === byDefault ? filter : { ...filter, sort }),
    [filter, sort, byDefault],
  );
  return {
    filter,
    /** The filter with its order: what the list asks for. */
    list,
    view,
    sort,
    openId,
    filterCount: [place, channel, assignee].filter(Boolean).length,
    setView: (next: View) => void set({ view: next, sort: null }),
    setSort: (next: Sort) => void set({ sort: next }),
    setFilter: (next: { place?: string | null; channel?: string | null; assignee?: string | null }) => void set(next),
    clearFilters: () => void set({ place: null, channel: null, assignee: null }),
    open: (id: string) => void set({ c: id }, { history: openId ? "replace" : "push" }),
    close: () => void set({ c: null }),
  };
}

/** The link to a conversation that keeps the rest of the URL. */
export function hrefOf(id: string): string {
  if (typeof window === "undefined") return `/inbox?c=${id}`;
  const params = new URLSearchParams(window.location.search);
  params.set("c", id);
  return `/inbox?${params}`;
}
