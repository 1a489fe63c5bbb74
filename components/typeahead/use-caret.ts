"use client";
import { useCallback, useSyncExternalStore } from "react";

/** The caret of a field, followed as it moves. */
export function useCaret(field: HTMLTextAreaElement): number {
  const subscribe = useCallback(
    (moved: () => void) => {
      document.addEventListener("selectionchange", moved);
      field.addEventListener("input", moved);
      return () => {
        document.removeEventListener("selectionchange", moved);
        field.removeEventListener("input", moved);
      };
    },
    [field],
  );
  return useSyncExternalStore(
    subscribe,
    () => field.selectionStart,
    () => 0,
  );
}
