"use client";
import { useRef } from "react";

/** What opened a dialog; for a menu's entry, which goes away with its menu, the menu's button. */
function opener(): HTMLElement | null {
  const active = document.activeElement;
  const menu = active?.closest("[role=menu]");
  const from = menu ? document.getElementById(menu.getAttribute("aria-labelledby") ?? "") : active;
  return from instanceof HTMLElement && from !== document.body ? from : null;
}

/** A dialog that is opened by state and not by a trigger of its own gives the keyboard back to where it was. */
export function useFocusReturn() {
  const from = useRef<HTMLElement | null>(null);
  return {
    onOpenAutoFocus() {
      from.current = opener();
    },
    onCloseAutoFocus(event: Event) {
      event.preventDefault();
      const back = from.current?.isConnected ? from.current : document.getElementById("main");
      back?.focus({ preventScroll: true });
    },
  };
}
