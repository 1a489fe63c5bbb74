"use client";
import { type RefObject, useLayoutEffect, useState, useSyncExternalStore } from "react";
import { EDITABLE } from "@/components/shell/shortcuts";

const MODAL = "[role='dialog'][data-state='open']";

const isTyping = (): boolean => document.activeElement?.matches(EDITABLE) ?? false;

function subscribe(changed: () => void) {
  document.addEventListener("focusin", changed);
  document.addEventListener("focusout", changed);
  return () => {
    document.removeEventListener("focusin", changed);
    document.removeEventListener("focusout", changed);
  };
}

/** Whether somebody is typing now: what appears must then not lie over the field. */
export const useIsTyping = (): boolean => useSyncExternalStore(subscribe, isTyping, () => false);

/**
 * Moves the focus into a new element, unless somebody is typing or a dialog is open, and returns it when the element goes.
 * @returns whether the focus was not moved, so that a screen reader must announce the element
 */
export function useAttention(box: RefObject<HTMLElement | null>): boolean {
  const [mustAnnounce, setMustAnnounce] = useState(false);
  useLayoutEffect(() => {
    const from = document.activeElement;
    const mine = box.current;
    if (isTyping() || document.querySelector(MODAL)) setMustAnnounce(true);
    else mine?.focus({ preventScroll: true });
    return () => {
      if (!mine?.contains(document.activeElement)) return;
      const back = from instanceof HTMLElement && from.isConnected ? from : document.getElementById("main");
      back?.focus({ preventScroll: true });
    };
  }, [box]);
  return mustAnnounce;
}
