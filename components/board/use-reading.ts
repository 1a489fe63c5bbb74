"use client";
import { type FocusEvent, type PointerEvent, type UIEvent, useState } from "react";

/** Scrolled further than this, a person is reading further down. */
const SCROLLED_PX = 8;

/**
 * Whether the person is reading or working in a part of the page: the pointer is over it, the focus is in it, or it is scrolled
 * down.
 * @returns handlers for the element that scrolls
 */
export function useReading() {
  const [reasons, setReasons] = useState({ pointer: false, focus: false, scroll: false });
  const set = (reason: keyof typeof reasons, isSo: boolean) =>
    setReasons((before) => (before[reason] === isSo ? before : { ...before, [reason]: isSo }));
  return {
    isReading: reasons.pointer || reasons.focus || reasons.scroll,
    handlers: {
      // A touch leaves no pointer over the part, but focuses the element it touched.
      onPointerEnter: ({ pointerType }: PointerEvent) => set("pointer", pointerType !== "touch"),
      onPointerLeave: ({ currentTarget }: PointerEvent) => {
        set("pointer", false);
        // A focused row may have been removed without a blur event.
        set("focus", currentTarget.contains(document.activeElement));
      },
      onFocus: () => set("focus", true),
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent) =>
        set("focus", relatedTarget instanceof Node && currentTarget.contains(relatedTarget)),
      onScroll: ({ currentTarget }: UIEvent<HTMLElement>) => set("scroll", currentTarget.scrollTop > SCROLLED_PX),
    },
  };
}
