"use client";
import { useTranslations } from "next-intl";
import { createContext, type RefObject, useEffect, useSyncExternalStore } from "react";
import { createStore } from "@/components/client/store";
import { announce } from "@/components/shell/announcements";
import { toastError } from "@/components/ui/toast";
import type { Id } from "@/server/contract/ids";
import type { Mode } from "./drafts";

/** The composer on screen, as long as it can be written in: what it writes, and the location in whose time zone its times are. */
export type Insertion = { mode: Mode; placeId: Id; insert: (text: string) => void };

const current = createStore<Insertion | null>(null);

/** @returns where text from elsewhere on the screen can go; null where the person cannot reply */
export const useInsertion = (): Insertion | null => useSyncExternalStore(current.subscribe, current.get, () => null);

/** Closes what lies over the composer, before text is put into it. */
export const ClosesForInsertion = createContext<(() => void) | null>(null);

/**
 * Replaces a part of what is written, and moves the focus and the caret there. The browser's Undo takes it back.
 * @returns false when the text does not fit
 */
export function replaceRange(field: HTMLTextAreaElement, from: number, to: number, text: string): boolean {
  if (field.value.length - (to - from) + text.length > field.maxLength) return false;
  field.focus({ preventScroll: true });
  field.setSelectionRange(from, to);
  // No other way is known to the browser's Undo.
  if (document.execCommand?.("insertText", false, text)) return true;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

/**
 * Puts text at the caret, with spaces around it where it would touch a word, and moves the focus there.
 * @returns false when it does not fit
 */
export function insertAtCaret(field: HTMLTextAreaElement, text: string): boolean {
  const { selectionStart: from, selectionEnd: to, value } = field;
  const [before, after] = [value.slice(0, from), value.slice(to)];
  const spaced = `${/\S$/.test(before) ? " " : ""}${text}${/^\S/.test(after) ? " " : ""}`;
  return replaceRange(field, from, to, spaced);
}

type Field = { mode: Mode; placeId: Id; isBlocked: boolean };

/** Lets text from elsewhere on the screen be put into this field, as long as the person can write in it. */
export function useInsertable(input: RefObject<HTMLTextAreaElement | null>, { mode, placeId, isBlocked }: Field): void {
  const t = useTranslations("composer");
  useEffect(() => {
    const field = input.current;
    if (!field || isBlocked) return;
    // A draft that was restored has no caret yet: then text goes to its end.
    let hasCaret = document.activeElement === field;
    const onFocus = () => {
      hasCaret = true;
    };
    field.addEventListener("focus", onFocus);
    const insertion: Insertion = {
      mode,
      placeId,
      insert(text) {
        if (!hasCaret) field.setSelectionRange(field.value.length, field.value.length);
        if (insertAtCaret(field, text)) announce(t("inserted", { mode }));
        else toastError(t("insertTooLong"));
      },
    };
    current.set(insertion);
    return () => {
      field.removeEventListener("focus", onFocus);
      if (current.get() === insertion) current.set(null);
    };
  }, [input, mode, placeId, isBlocked, t]);
}
