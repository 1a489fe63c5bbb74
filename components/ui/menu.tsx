"use client";
import {
  type ComponentProps,
  cloneElement,
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { lazyComponent } from "./lazy";
import type { MenuParts, Placement } from "./menu-layer";
import { WaitingOverlay } from "./waiting-overlay";

const MenuLayer = lazyComponent(() => import("./menu-layer").then((code) => code.MenuLayer), WaitingOverlay);
const OPENING_KEYS = ["Enter", " ", "ArrowDown"];

/**
 * A button with a menu. The code of menus loads when a pointer or the focus reaches the button, or when the page is idle; the
 * button itself is never mounted again.
 * @param trigger a button, or a component that passes its props on to one
 * @param openRef is given a function that opens the menu, for a shortcut
 * @param children renders the entries, from the parts that it is given
 */
export function Menu({
  trigger,
  openRef,
  ...menu
}: Placement & {
  trigger: ReactElement<ComponentProps<"button">>;
  openRef?: RefObject<(() => void) | null>;
  children: (parts: MenuParts) => ReactNode;
}) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [openedBy, setOpenedBy] = useState<"pointer" | "keyboard" | null>(null);
  const [isOpen, setOpen] = useState(false);
  const open = (by: "pointer" | "keyboard") => {
    setOpenedBy(by);
    setOpen(true);
  };
  useImperativeHandle(openRef, () => () => open("keyboard"));
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0 || event.ctrlKey || trigger.props.disabled) return;
    // The menu takes the focus, and not the button.
    event.preventDefault();
    if (isOpen) setOpen(false);
    else open("pointer");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!OPENING_KEYS.includes(event.key)) return;
    event.preventDefault();
    open("keyboard");
  };
  const state = { "data-state": isOpen ? "open" : "closed" };
  return (
    <>
      {cloneElement(trigger, {
        ...{ id, ref: button, "aria-haspopup": "menu", "aria-expanded": isOpen, ...state },
        ...{ onPointerDown, onKeyDown, onPointerEnter: MenuLayer.preload, onFocus: MenuLayer.preload },
      })}
      {openedBy && (
        <MenuLayer
          {...{ button, isOpen, onOpenChange: setOpen, labelledBy: id, byKeyboard: openedBy === "keyboard" }}
          {...menu}
        />
      )}
    </>
  );
}
