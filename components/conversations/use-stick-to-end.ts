"use client";
import { type RefObject, useEffect, useRef } from "react";

type Scrolls = { isAtEnd: (threshold?: number) => boolean; scrollToEnd: () => void };
export const END_PX = 80;

/** Keeps the newest in view when the room for it changes: a banner, the sheet, a taller answer, the on-screen keyboard. */
export function useStickToEnd(scroller: RefObject<HTMLElement | null>, virtual: Scrolls) {
  const isAtEnd = useRef(true);
  useEffect(() => {
    const box = scroller.current;
    if (!box || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) virtual.scrollToEnd();
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [scroller, virtual]);
  /** To be told of every scroll. @returns whether the end is in view */
  return () => {
    isAtEnd.current = virtual.isAtEnd(END_PX);
    return isAtEnd.current;
  };
}
