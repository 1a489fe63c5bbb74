import { type RefObject, useCallback, useLayoutEffect, useState } from "react";
import { VIEWS } from "@/server/contract/constants";
import type { View } from "@/server/contract/conversations";

/** The views that keep their place longest as the room gets less. */
const KEPT_LONGEST: View[] = ["mine", "unassigned", "place"];

/**
 * The views whose tabs fit beside each other; the one being looked at always is among them.
 * @param width how wide the tab of a view is, in pixels
 * @param room how wide all of them may be together
 * @param menu how wide the button is that opens the others, if there are any
 */
export function fittingViews(current: View, width: (view: View) => number, room: number, menu: number): View[] {
  const all = new Set([current, ...KEPT_LONGEST, ...VIEWS]);
  const total = (views: Iterable<View>) => [...views].reduce((sum, view) => sum + width(view), 0);
  if (total(all) <= room) return [...VIEWS];
  const fitting = new Set<View>();
  for (const view of all) {
    if (fitting.size > 0 && total(fitting) + width(view) + menu > room) break;
    fitting.add(view);
  }
  return VIEWS.filter((view) => fitting.has(view));
}

/** The tabs before anything was measured: more of them would be cut off on a narrow screen until then. */
export const firstViews = (current: View): View[] =>
  VIEWS.filter((view) => view === current || KEPT_LONGEST.includes(view));

/**
 * The views that fit into a row of tabs, measured before each paint.
 * Every tab is in the row and names its view in `data-view`; those that do not fit are invisible and take no room.
 */
export function useFittingViews(row: RefObject<HTMLElement | null>, current: View): View[] {
  const [views, setViews] = useState(() => firstViews(current));
  const measure = useCallback(() => {
    const element = row.current;
    if (!element) return;
    const width = (name: string) => element.querySelector<HTMLElement>(`[data-view="${name}"]`)?.offsetWidth ?? 0;
    const fitting = fittingViews(current, width, element.clientWidth, width("others"));
    setViews((before) => (before.join() === fitting.join() ? before : fitting));
  }, [row, current]);
  // A count that gets a digit, a screen that turns, and a font that arrives.
  useLayoutEffect(() => {
    if (!row.current || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    for (const element of [row.current, ...row.current.children]) observer.observe(element);
    return () => observer.disconnect();
  }, [row, measure]);
  useLayoutEffect(measure, [measure]);
  return views;
}
