"use client";
import { useSyncExternalStore } from "react";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
export type Preferences = { theme: Theme; highContrast: boolean; singleKeys: boolean };

const THEME = "storeline-theme";
const CONTRAST = "storeline-contrast";
const SINGLE_KEYS = "storeline-single-keys";
const DEFAULTS: Preferences = { theme: "system", highContrast: false, singleKeys: true };

const listeners = new Set<() => void>();
let current: Preferences | null = null;

function read(): Preferences {
  try {
    const theme = localStorage.getItem(THEME);
    return {
      theme: theme === "light" || theme === "dark" ? theme : "system",
      highContrast: localStorage.getItem(CONTRAST) === "more",
      singleKeys: localStorage.getItem(SINGLE_KEYS) !== "off",
    };
  } catch {
    return DEFAULTS;
  }
}
export function getPreferences(): Preferences {
  current ??= read();
  return current;
}

/** Kept on the device (themes follow screens, not people); the script in the page's head redraws on `storeline:theme`. */
export function setPreferences(change: Partial<Preferences>): void {
  current = { ...getPreferences(), ...change };
  try {
    localStorage.setItem(THEME, current.theme);
    localStorage.setItem(CONTRAST, current.highContrast ? "more" : "normal");
    localStorage.setItem(SINGLE_KEYS, current.singleKeys ? "on" : "off");
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  window.dispatchEvent(new Event("storeline:theme"));
  for (const changed of listeners) changed();
}

const subscribe = (changed: () => void) => {
  listeners.add(changed);
  return () => void listeners.delete(changed);
};
export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, getPreferences, () => DEFAULTS);
