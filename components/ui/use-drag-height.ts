"use client";
import { type PointerEvent, type RefObject, useRef, useState } from "react";

/** The height to which a sheet snaps when it is released at this fraction of its parent's height. */
export function snapOf(fraction: number): "closed" | "half" | "tall" {
  if (fraction < 0.3) return "closed";
  return fraction < 0.72 ? "half" : "tall";
}

/** Lets a handle drag the upper edge of a panel. `onDrop` receives the fraction of the parent's height on release. */
export function useDragHeight(panel: RefObject<HTMLElement | null>, onDrop: (fraction: number) => void) {
  const from = useRef<{ y: number; height: number } | null>(null);
  const [height, setHeight] = useState<number | null>(null);
  const heightAt = (event: PointerEvent) => (from.current ? from.current.height + from.current.y - event.clientY : 0);
  const end = () => {
    from.current = null;
    setHeight(null);
  };
  return {
    /** The height in pixels while dragging, otherwise null. */
    height,
    handle: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { y: event.clientY, height: panel.current?.offsetHeight ?? 0 };
      },
      onPointerMove(event: PointerEvent) {
        if (from.current) setHeight(heightAt(event));
      },
      onPointerUp(event: PointerEvent) {
        if (!from.current) return;
        const room = panel.current?.parentElement?.clientHeight ?? 0;
        const dropped = heightAt(event);
        const hasMoved = height !== null;
        end();
        if (hasMoved && room > 0) onDrop(dropped / room);
      },
      onPointerCancel: end,
    },
  };
}
