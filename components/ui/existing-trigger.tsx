import { type Ref, type RefObject, useImperativeHandle } from "react";

/**
 * The child of a Radix trigger (`asChild`) whose button is already on the page. It gives Radix that button, to place the layer by
 * and to return the focus to, and renders nothing.
 */
export function ExistingTrigger({ element, ref }: { element: RefObject<HTMLElement | null>; ref?: Ref<HTMLElement> }) {
  useImperativeHandle(ref, () => element.current as HTMLElement, [element]);
  return null;
}
