"use client";
import { useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { tinykeys } from "tinykeys";
import { getPreferences } from "./preferences";

export type ShortcutGroup = "Anywhere" | "Call" | "List" | "Conversation" | "Composer";
export type Shortcut = {
  /** tinykeys notation: `j`, `g i`, `$mod+Enter`. */
  keys: string;
  label: string;
  group: ShortcutGroup;
  /** A selector: the shortcut works only while the focus is inside. */
  within?: string;
  /** The key acts over a dialog, too: a call does not wait for one to be closed. */
  overDialogs?: boolean;
  run: () => void;
};

/** Where people type. */
export const EDITABLE = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";
/** Overlays: dialogs, menus and the like. */
export const OVERLAY = "[role='dialog'], [role='alertdialog'], [role='menu'], [role='listbox']";
const PRESSABLE = "a, button, summary, [role='tab'], [role='radio'], [role='checkbox']";

const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform);

/** Keys that type letters; they can be switched off together (WCAG 2.1.4). */
export const isSingleKey = (keys: string): boolean => !/(\$mod|Control|Meta|Alt)\+/.test(keys);

/** Whether a key belongs to the focused element and not to a shortcut. */
export function isInert(
  target: EventTarget | null,
  { keys, within, overDialogs }: Pick<Shortcut, "keys" | "within" | "overDialogs">,
): boolean {
  if (!(target instanceof Element)) return within !== undefined;
  if (within && !target.closest(within)) return true;
  // Option and an arrow move the caret by a paragraph there.
  if (/^Alt\+Arrow/.test(keys) && isMac() && target.matches(EDITABLE)) return true;
  if (!overDialogs && target.closest(OVERLAY)) return true;
  if (keys === "Enter" && target.closest(PRESSABLE)) return true;
  return isSingleKey(keys) && target.matches(EDITABLE);
}

let all: readonly Shortcut[] = [];
const registered = new Map<symbol, readonly Shortcut[]>();
const listeners = new Set<() => void>();
function notify() {
  all = [...registered.values()].flat();
  for (const changed of listeners) changed();
}

/** Binds shortcuts to the window and lists them in the help sheet until the returned function is called. */
export function register(shortcuts: readonly Shortcut[]): () => void {
  const id = Symbol("shortcuts");
  registered.set(id, shortcuts);
  notify();
  const bindings = Object.fromEntries(
    shortcuts.map((shortcut) => [
      shortcut.keys,
      (event: KeyboardEvent) => {
        if (isSingleKey(shortcut.keys) && !getPreferences().singleKeys) return;
        if (event.isComposing || isInert(event.target, shortcut)) return;
        event.preventDefault();
        shortcut.run();
      },
    ]),
  );
  const unbind = tinykeys(window, bindings, { ignore: () => false });
  return () => {
    unbind();
    registered.delete(id);
    notify();
  };
}

/**
 * Shortcuts that live as long as the component; `run` may change between renders. They act from the moment that it is drawn: an effect
 * would run later, and a key in between would be lost.
 */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  useLayoutEffect(() => {
    latest.current = shortcuts;
  });
  const shape = JSON.stringify(shortcuts.map(({ run: _, ...shown }) => shown));
  useLayoutEffect(() => {
    const shapes = JSON.parse(shape) as Omit<Shortcut, "run">[];
    if (shapes.length === 0) return;
    // By key and not by index, because the palette may run it after other shortcuts were added or removed.
    const named = (one: Omit<Shortcut, "run">) =>
      latest.current.find(({ keys, label }) => keys === one.keys && label === one.label);
    return register(shapes.map((one) => ({ ...one, run: () => named(one)?.run() })));
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
