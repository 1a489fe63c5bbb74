"use client";
import { type FocusEvent, type PointerEvent, type UIEvent, useState } from "react";

/** From here on somebody reads further down. */
const SCROLLED_PX = 8;

/**
 * Whether somebody reads or works in a part of the page: the pointer is over it, the focus in it, or it is scrolled down.
 * @returns handlers for the element that scrolls
 */
export function useReading() {
  const [reasons, setReasons] = useState({ pointer: false, focus: false, scroll: false });
  const set = (reason: keyof typeof reasons, isSo: boolean) =>
    setReasons((before) => (before[reason] === isSo ? before : { ...before, [reason]: isSo }));
  return {
    isReading: reasons.pointer || reasons.focus || reasons.scroll,
    handlers: {
      // A finger leaves no pointer behind; what it touched has the focus.
      onPointerEnter: ({ pointerType }: PointerEvent) => set("pointer", pointerType !== "touch"),
      onPointerLeave: ({ currentTarget }: PointerEvent) => {
        set("pointer", false);
        // A row that had the focus may have gone without a word.
        set("focus", currentTarget.contains(document.activeElement));
      },
      onFocus: () => set("focus", true),
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent) =>
        set("focus", relatedTarget instanceof Node && currentTarget.contains(relatedTarget)),
      onScroll: ({ currentTarget }: UIEvent<HTMLElement>) => set("scroll", currentTarget.scrollTop > SCROLLED_PX),
    },
  };
}
