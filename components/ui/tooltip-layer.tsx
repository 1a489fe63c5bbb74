"use client";
import { Tooltip as Radix } from "radix-ui";
import { type RefObject, useLayoutEffect } from "react";
import { ExistingTrigger } from "./existing-trigger";
import { Kbd } from "./kbd";

/** The open tooltip. Leaving the element and the tooltip, Escape and scrolling close it. */
export function TooltipLayer({ target, onClose }: { target: RefObject<HTMLElement>; onClose: () => void }) {
  const { tooltip, tooltipKeys, tooltipSide = "bottom" } = target.current.dataset;
  useLayoutEffect(() => {
    // The pointer or the focus may have left while this code was loading.
    const { current: element } = target;
    if (!element.matches(":hover, :focus-visible")) onClose();
    const removal = new MutationObserver(() => element.isConnected || onClose());
    removal.observe(document.body, { childList: true, subtree: true });
    return () => removal.disconnect();
  }, [target, onClose]);
  return (
    <Radix.Provider>
      <Radix.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
        <Radix.Trigger asChild>
          <ExistingTrigger element={target} />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            side={tooltipSide as Radix.TooltipContentProps["side"]}
            sideOffset={6}
            collisionPadding={8}
            className="z-50 flex max-w-72 animate-enter items-center gap-2 rounded-md bg-ink px-2 py-1 text-canvas text-xs shadow-overlay"
          >
            {tooltip}
            {tooltipKeys && <Kbd inverted>{tooltipKeys}</Kbd>}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
