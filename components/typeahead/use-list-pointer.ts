"use client";
import { type RefObject, useEffect, useEffectEvent } from "react";

type Pointer = { onChoose: (option: Element) => void; onLeave: () => void };

/**
 * Chooses the option that is clicked, without taking the focus from the field, and leaves the list once a pointer or the focus goes
 * anywhere else.
 */
export function useListPointer(panel: RefObject<HTMLElement | null>, field: HTMLElement, pointer: Pointer): void {
  const onClick = useEffectEvent(({ target }: Event) => {
    const option = target instanceof Element && target.closest("[role=option]");
    if (option) pointer.onChoose(option);
  });
  const onElsewhere = useEffectEvent(({ target }: Event) => {
    const isInside =
      target === field ||
      (target instanceof Node && panel.current?.contains(target)) ||
      (target instanceof Element && target.closest("[data-opens-list]"));
    if (!isInside) pointer.onLeave();
  });
  useEffect(() => {
    const list = panel.current;
    const aborter = new AbortController();
    const { signal } = aborter;
    list?.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
    list?.addEventListener("click", (event) => onClick(event), { signal });
    document.addEventListener("pointerdown", (event) => onElsewhere(event), { signal, capture: true });
    document.addEventListener("focusin", (event) => onElsewhere(event), { signal });
    return () => aborter.abort();
  }, [panel]);
}
