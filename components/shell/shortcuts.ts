"use client";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { tinykeys } from "tinykeys";
import { getPreferences } from "./preferences";

export type ShortcutGroup = "Anywhere" | "List" | "Conversation" | "Composer";
export type Shortcut = {
  /** tinykeys notation: `j`, `g i`, `$mod+Enter`. */
  keys: string;
  label: string;
  group: ShortcutGroup;
  run: () => void;
};

const EDITABLE = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";
const OVERLAY = "[role='dialog'], [role='alertdialog'], [role='menu'], [role='listbox']";
const PRESSABLE = "a, button, summary, [role='tab'], [role='radio'], [role='checkbox']";

/** Keys that type letters; they can be switched off together (WCAG 2.1.4). */
export const isSingleKey = (keys: string): boolean => !/(\$mod|Control|Meta|Alt)\+/.test(keys);

/** Whether a key pressed there belongs to the element and not to us. */
export function isInert(target: EventTarget | null, keys: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest(OVERLAY)) return true;
  if (keys === "Enter" && target.closest(PRESSABLE)) return true;
  return isSingleKey(keys) && target.matches(EDITABLE);
}

let all: readonly Shortcut[] = [];
const registered = new Map<symbol, readonly Shortcut[]>();
const listeners = new Set<() => void>();
function tell() {
  all = [...registered.values()].flat();
  for (const changed of listeners) changed();
}

/** Binds shortcuts to the window and lists them in the help sheet until the returned function is called. */
export function register(shortcuts: readonly Shortcut[]): () => void {
  const id = Symbol("shortcuts");
  registered.set(id, shortcuts);
  tell();
  const bindings = Object.fromEntries(
    shortcuts.map(({ keys, run }) => [
      keys,
      (event: KeyboardEvent) => {
        if (isSingleKey(keys) && !getPreferences().singleKeys) return;
        if (event.isComposing || isInert(event.target, keys)) return;
        event.preventDefault();
        run();
      },
    ]),
  );
  const unbind = tinykeys(window, bindings, { ignore: () => false });
  return () => {
    unbind();
    registered.delete(id);
    tell();
  };
}

/** Shortcuts that live as long as the component; `run` may change between renders. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const shape = shortcuts.map(({ keys, label, group }) => `${keys}\t${label}\t${group}`).join("\n");
  useEffect(() => {
    if (shape === "") return;
    const stable = shape.split("\n").map((line, index) => {
      const [keys = "", label = "", group = "Anywhere"] = line.split("\t");
      return { keys, label, group: group as ShortcutGroup, run: () => latest.current[index]?.run() };
    });
    return register(stable);
  }, [shape]);
}

const subscribe = (changed: () => void) => {
  listeners.add(changed);
  return () => void listeners.delete(changed);
};
const NONE: readonly Shortcut[] = [];
export const useRegistered = (): readonly Shortcut[] =>
  useSyncExternalStore(
    subscribe,
    () => all,
    () => NONE,
  );
