import { type RefObject, useLayoutEffect } from "react";

/** Moves the focus to the thread: to its heading, once it has one. */
export function focusThread(thread: HTMLElement | null): void {
  (thread?.querySelector<HTMLElement>("h2[tabindex]") ?? thread)?.focus({ preventScroll: true });
}

/** When the list goes away, the focus moves from it to the thread at once: a browser takes it from what is hidden. */
export function useFocusOffList(isListAway: boolean, thread: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const [active, beside] = [document.activeElement, thread.current];
    const isInList = beside?.parentElement?.contains(active) && !beside.contains(active) && !active?.closest("aside");
    if (isListAway && isInList) focusThread(beside);
  }, [isListAway, thread]);
}
