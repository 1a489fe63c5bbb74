"use client";
import { type RefObject, useEffect, useRef, useState } from "react";
import { type OpenedAt, queryAt, type Trigger, triggerBefore } from "./opened-at";

export type Opened = {
  /** Where the list is open, or null. */
  at: OpenedAt | null;
  openAt: (at: OpenedAt | null) => void;
};

/** Opens a list when its trigger is typed into a field. */
export function useOpenedAt(
  input: RefObject<HTMLTextAreaElement | null>,
  text: string,
  { trigger, isOff }: { trigger: Trigger; isOff: boolean },
): Opened {
  const [at, openAt] = useState<OpenedAt | null>(null);
  const typed = useRef(text);
  useEffect(() => {
    const isTyped = typed.current !== text && document.activeElement === input.current;
    typed.current = text;
    const caret = input.current?.selectionStart ?? 0;
    // Once the caret has left the query, only another trigger opens the list.
    if (isTyped)
      openAt((was) => (was && queryAt(was, text, caret) !== null ? was : triggerBefore(text, caret, trigger)));
  }, [text, input, trigger]);
  return { at: isOff ? null : at, openAt };
}
