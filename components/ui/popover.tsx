"use client";
import { type ComponentProps, cloneElement, type ReactElement, type ReactNode, useRef, useState } from "react";
import { lazyComponent } from "./lazy";
import { WaitingOverlay } from "./waiting-overlay";

const PopoverLayer = lazyComponent(() => import("./popover-layer").then((code) => code.PopoverLayer), WaitingOverlay);

/**
 * A button with a small panel. The code of panels loads like that of menus (`menu.tsx`).
 * @param trigger a button, or a component that passes its props on to one
 */
export function Popover(props: {
  trigger: ReactElement<ComponentProps<"button">>;
  label: string;
  children: ReactNode;
}) {
  const { label, children } = props;
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [isNeeded, setNeeded] = useState(false);
  const onClick = () => {
    setNeeded(true);
    setOpen(!isOpen);
  };
  const state = { "data-state": isOpen ? "open" : "closed" };
  return (
    <>
      {cloneElement(props.trigger, {
        ...{ ref: button, "aria-haspopup": "dialog", "aria-expanded": isOpen, ...state },
        ...{ onClick, onPointerEnter: PopoverLayer.preload, onFocus: PopoverLayer.preload },
      })}
      {isNeeded && <PopoverLayer {...{ button, isOpen, onOpenChange: setOpen, label }}>{children}</PopoverLayer>}
    </>
  );
}
