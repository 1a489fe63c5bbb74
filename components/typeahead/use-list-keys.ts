"use client";
import { useEffect, useEffectEvent } from "react";

type Keys = {
  /** Null while nothing matches: then Enter and Tab do what they do in a text. */
  listId: string | null;
  activeId: string | null;
  onMove: (by: number) => void;
  onChoose: () => void;
  onClose: () => void;
};

/**
 * Gives a field the keys of an open list, before the field's own, and names the list to assistive technology. The field belongs to the
 * composer, which knows nothing of the list.
 */
export function useListKeys(field: HTMLTextAreaElement, keys: Keys): void {
  const { listId, activeId } = keys;
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    // Ctrl+Enter sends the reply, which holds only the query while the list is open: there it chooses, like Enter.
    const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    const isModified = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    if (event.isComposing || (isModified && !isSend)) return;
    const act = actOf(event.key, keys);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    field.addEventListener("keydown", listener);
    return () => field.removeEventListener("keydown", listener);
  }, [field]);
  useEffect(() => {
    const attributes = {
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-controls": listId,
      "aria-activedescendant": activeId,
    };
    for (const [name, value] of Object.entries(attributes)) if (value) field.setAttribute(name, value);
    return () => {
      for (const name of Object.keys(attributes)) field.removeAttribute(name);
    };
  }, [field, listId, activeId]);
}

function actOf(key: string, { listId, onMove, onChoose, onClose }: Keys): (() => void) | null {
  if (key === "Escape") return onClose;
  if (!listId) return null;
  if (key === "ArrowDown") return () => onMove(1);
  if (key === "ArrowUp") return () => onMove(-1);
  return key === "Enter" || key === "Tab" ? onChoose : null;
}
