"use client";
import type { VirtualItem, Virtualizer, VirtualizerOptions } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useReducer, useRef } from "react";
import { useLazy } from "./lazy";
import { lazyModule } from "./lazy-module";

const code = lazyModule(() => import("@tanstack/react-virtual"));

/** The rows on the screen as they are, so that none of them moves when the virtualizer takes over. */
function measured(scroller: HTMLElement | null, keyOf: (index: number) => VirtualItem["key"]): VirtualItem[] {
  const rows = [...(scroller?.querySelectorAll<HTMLElement>("[data-index]") ?? [])];
  let end = 0;
  return rows.map((row, index) => {
    const start = end;
    end += row.offsetHeight;
    return { key: keyOf(index), index, start, end, size: row.offsetHeight, lane: 0 };
  });
}

type Options<I extends Element> = Required<
  Pick<VirtualizerOptions<HTMLElement, I>, "count" | "estimateSize" | "getItemKey" | "overscan">
>;

/**
 * A virtualizer that a page does not start with: its code is 5 % of the inbox's, and the first rows do without it.
 * Unlike a lazy component, it takes over the rows already on the screen: their elements, focus and position stay.
 * @returns null until its code has loaded: all rows are then to be rendered, one below the other
 */
export function useLateVirtualizer<I extends Element>(
  scroller: RefObject<HTMLElement | null>,
  options: Options<I>,
): Virtualizer<HTMLElement, I> | null {
  const { value: core } = useLazy(code);
  useEffect(() => void code.load(), []);
  const rerender = useReducer((renders: number) => renders + 1, 0)[1];
  const created = useRef<Virtualizer<HTMLElement, I> | null>(null);
  if (core) {
    const { elementScroll, observeElementOffset, observeElementRect, Virtualizer } = core;
    const element = scroller.current;
    const all: VirtualizerOptions<HTMLElement, I> = {
      ...options,
      getScrollElement: () => scroller.current,
      observeElementOffset,
      observeElementRect,
      scrollToFn: elementScroll,
      // Where the reader already is, so that the rows on the screen are the first ones that it renders.
      initialRect: { width: element?.offsetWidth ?? 0, height: element?.offsetHeight ?? 0 },
      initialOffset: element?.scrollTop ?? 0,
      initialMeasurementsCache: created.current ? [] : measured(element, options.getItemKey),
      onChange: rerender,
    };
    created.current ??= new Virtualizer(all);
    created.current.setOptions(all);
  }
  const virtualizer = created.current;
  useLayoutEffect(() => virtualizer?._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer?._willUpdate());
  return virtualizer;
}
