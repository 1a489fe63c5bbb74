"use client";
import { type RefObject, useEffect } from "react";
import type { Waiting } from "./lazy";
import { After } from "./skeleton";
import { WaitingDialog } from "./waiting-dialog";

type Props = Waiting & {
  button: RefObject<HTMLElement | null>;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
};

/** The placeholder of an open menu or popover whose code is loading: a dialog, once the wait is noticeable or loading has failed. */
export function WaitingOverlay({ isOpen, onOpenChange, button, ...waiting }: Props) {
  if (!isOpen) return null;
  const onClose = () => onOpenChange(false);
  const dialog = <WaitingDialog {...waiting} onClose={onClose} />;
  if (waiting.hasFailed) return dialog;
  return (
    <>
      <LoadingGuard button={button} onClose={onClose} />
      <After>{dialog}</After>
    </>
  );
}

/** Until the code has loaded, keys run no shortcut of the page, and Escape or a press elsewhere closes. */
function LoadingGuard({ button, onClose }: { button: RefObject<HTMLElement | null>; onClose: () => void }) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      event.stopPropagation();
      event.preventDefault();
      if (event.key === "Escape") onClose();
    };
    const onPointerDown = ({ target }: PointerEvent) => {
      if (!button.current?.contains(target as Node)) onClose();
    };
    window.addEventListener("keydown", onKeyDown, { capture: true });
    window.addEventListener("pointerdown", onPointerDown, { capture: true });
    return () => {
      window.removeEventListener("keydown", onKeyDown, { capture: true });
      window.removeEventListener("pointerdown", onPointerDown, { capture: true });
    };
  });
  return null;
}
