"use client";
import type { ReactNode, RefObject } from "react";
import { IconButton } from "@/components/ui/icon-button";
import type { Opened } from "./use-opened-at";

type Props = Opened & {
  input: RefObject<HTMLTextAreaElement | null>;
  label: string;
  icon: ReactNode;
  isOff: boolean;
  onPreload?: () => void;
};

/** Opens a list where nobody types its trigger. By touch the field is left alone, so that no keyboard covers the list. */
export function TypeaheadButton({ input, at, openAt, isOff, onPreload, ...shown }: Props) {
  const toggle = (isTouch: boolean) => {
    const field = input.current;
    if (!field) return;
    if (at) return openAt(null);
    const hasCaret = document.activeElement === field;
    const from = hasCaret ? field.selectionStart : field.value.length;
    if (!hasCaret) field.setSelectionRange(from, from);
    if (!isTouch) field.focus({ preventScroll: true });
    openAt({ from, trigger: null });
  };
  return (
    <IconButton
      {...shown}
      data-opens-list
      aria-haspopup="listbox"
      aria-expanded={at !== null}
      disabled={isOff}
      onPointerEnter={onPreload}
      // The caret stays where the text goes.
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => toggle((event.nativeEvent as PointerEvent).pointerType === "touch")}
    />
  );
}
