"use client";
import { useSyncExternalStore } from "react";

/** `list`: over the list, at the bottom. `top`: below the header, where the list is away and the composer is at the bottom. */
type ToastPlace = "list" | "top";

let current: ToastPlace = "list";
const listeners = new Set<() => void>();

/** Says where toasts cover nothing that people write in. */
export function placeToasts(place: ToastPlace): void {
  current = place;
  for (const changed of listeners) changed();
}

const subscribe = (changed: () => void) => {
  listeners.add(changed);
  return () => void listeners.delete(changed);
};
export const useToastPlace = (): ToastPlace =>
  useSyncExternalStore(
    subscribe,
    () => current,
    () => "list",
  );
