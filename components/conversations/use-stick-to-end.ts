"use client";
import { type RefObject, useEffect, useRef } from "react";

type Scrolls = { scrollToEnd: () => void };
/** A reader this close to the end is at the end. */
export const END_PX = 80;
/**
 * A scroll within this time after a gesture, or after another scroll of that gesture, is the reader's, because touch scrolling
 * has momentum.
 */
const GESTURE_MS = 300;
const GESTURES = ["wheel", "touchmove", "keydown", "pointerdown"] as const;

const distanceFromEnd = (box: HTMLElement): number => box.scrollHeight - box.clientHeight - box.scrollTop;
const shapeOf = (box: HTMLElement): string => `${box.clientWidth} ${box.clientHeight} ${box.scrollHeight}`;

/**
 * Keeps the end in view for a reader who was there, whatever changes the layout: a strip, a banner, a taller reply, the
 * on-screen keyboard, an image, a rotation. Only the reader can leave the end: a scroll event without a gesture comes from a
 * changed layout.
 */
export function useStickToEnd(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
  virtual: Scrolls,
) {
  const isAtEnd = useRef(true);
  const shape = useRef("");
  const gestureAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (!box || !inner || typeof ResizeObserver === "undefined") return;
    const onGesture = () => {
      gestureAt.current = performance.now();
    };
    for (const gesture of GESTURES) box.addEventListener(gesture, onGesture, { passive: true });
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) virtual.scrollToEnd();
      shape.current = shapeOf(box);
    });
    observer.observe(box);
    observer.observe(inner);
    return () => {
      observer.disconnect();
      for (const gesture of GESTURES) box.removeEventListener(gesture, onGesture);
    };
  }, [scroller, content, virtual]);

  /** Call on every scroll. @returns whether the reader is at the end */
  const onScroll = (): boolean => {
    const box = scroller.current;
    if (!box) return isAtEnd.current;
    const isLayout = shape.current !== shapeOf(box);
    const isGesture = performance.now() - gestureAt.current < GESTURE_MS;
    if (isGesture) gestureAt.current = performance.now();
    shape.current = shapeOf(box);
    if (isGesture || !isLayout) isAtEnd.current = distanceFromEnd(box) <= END_PX;
    else if (isAtEnd.current && distanceFromEnd(box) > 1) virtual.scrollToEnd();
    return isAtEnd.current;
  };
  return { isAtEnd, onScroll };
}
