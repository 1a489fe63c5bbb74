"use client";
import { useRef } from "react";

/** The element that opened a dialog, given the one that had the focus. For a menu entry, which disappears with its menu, it is the menu's button. */
export function openerOf(active: Element | null): HTMLElement | null {
  const menu = active?.closest("[role=menu]");
  const from = menu ? document.getElementById(menu.getAttribute("aria-labelledby") ?? "") : active;
  return from instanceof HTMLElement && from !== document.body ? from : null;
}

/** Returns the focus when a dialog closes that was opened by state and not by a trigger. */
export function useFocusReturn() {
  const from = useRef<HTMLElement | null>(null);
  return {
    onOpenAutoFocus() {
      from.current = openerOf(document.activeElement);
    },
    onCloseAutoFocus(event: Event) {
      event.preventDefault();
      const back = from.current?.isConnected ? from.current : document.getElementById("main");
      back?.focus({ preventScroll: true });
    },
  };
}
