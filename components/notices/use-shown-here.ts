"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useSyncExternalStore } from "react";
import { idOrNull } from "@/components/conversations/inbox-state";
import type { Id } from "@/server/contract/ids";
import { showsHere } from "./sound";

const subscribe = (changed: () => void) => {
  document.addEventListener("visibilitychange", changed);
  for (const type of ["focus", "blur"]) window.addEventListener(type, changed);
  return () => {
    document.removeEventListener("visibilitychange", changed);
    for (const type of ["focus", "blur"]) window.removeEventListener(type, changed);
  };
};
const isVisibleNow = () => document.visibilityState === "visible";
const isFocusedNow = () => isVisibleNow() && document.hasFocus();

/**
 * The conversation that is open in this tab, and whether the tab is visible. Other tabs of the browser learn the first only while
 * the person works in this window: a visible one may be beside what they look at.
 */
export function useShownHere(): { openId: Id | null; isVisible: boolean } {
  const isInbox = usePathname() === "/inbox";
  const c = useSearchParams().get("c");
  const openId = isInbox ? idOrNull(c) : null;
  const isVisible = useSyncExternalStore(subscribe, isVisibleNow, () => true);
  const focusedId = useSyncExternalStore(subscribe, isFocusedNow, () => true) ? openId : null;
  useEffect(() => (isVisible ? showsHere(focusedId) : undefined), [isVisible, focusedId]);
  return { openId, isVisible };
}
