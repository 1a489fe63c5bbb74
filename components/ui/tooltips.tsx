"use client";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { currentMs } from "./clock";
import { lazyComponent } from "./lazy";

const TooltipLayer = lazyComponent(() => import("./tooltip-layer").then((code) => code.TooltipLayer));

const DELAY_MS = 350;
/** While a tooltip is open, and for this time after, the next one opens without a delay. */
const WARM_MS = 300;

const withTooltip = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>("[data-tooltip]") : null;

/**
 * The tooltips of all elements with `data-tooltip`, for pointer and keyboard; the elements need accessible names of their own.
 * Only one is open at a time, and its code loads with the first one or when the page is idle.
 */
export function Tooltips() {
  const [target, setTarget] = useState<RefObject<HTMLElement> | null>(null);
  const isOpen = useRef(false);
  const closedAt = useRef(Number.NEGATIVE_INFINITY);
  const close = useCallback(() => {
    if (isOpen.current) closedAt.current = currentMs();
    isOpen.current = false;
    setTarget(null);
  }, []);
  useEffect(() => {
    const listening = new AbortController();
    const on = <E extends Event>(type: string, listener: (event: E) => void) =>
      document.addEventListener(type, listener as EventListener, { signal: listening.signal });
    let hovered: HTMLElement | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (element: HTMLElement) => {
      isOpen.current = true;
      setTarget({ current: element });
    };
    const hide = () => {
      clearTimeout(timer);
      close();
    };
    on<PointerEvent>("pointerover", (event) => {
      const over = event.pointerType === "touch" ? null : withTooltip(event.target);
      if (over === hovered) return;
      hovered = over;
      clearTimeout(timer);
      const isWarm = isOpen.current || currentMs() - closedAt.current < WARM_MS;
      if (over) timer = setTimeout(() => show(over), isWarm ? 0 : DELAY_MS);
    });
    on<FocusEvent>("focusin", (event) => {
      const focused = withTooltip(event.target);
      if (focused?.matches(":focus-visible")) show(focused);
    });
    for (const type of ["focusout", "pointerdown", "click"]) on(type, hide);
    return () => {
      clearTimeout(timer);
      listening.abort();
    };
  }, [close]);
  return target && <TooltipLayer target={target} onClose={close} />;
}
