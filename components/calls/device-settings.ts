"use client";
import { useSyncExternalStore } from "react";

/** Audio settings of calls, stored on the device: headsets belong to devices, not to people. */
export type DeviceSettings = {
  /** As the browser names devices; null: its own choice. */
  inputId: string | null;
  outputId: string | null;
  /** From 0 to 1. */
  volume: number;
  ringtone: boolean;
  /** Takes noise out of what the microphone hears, more than browsers do. */
  suppressesNoise: boolean;
};

const KEY = "storeline-calls";
const DEFAULTS: DeviceSettings = { inputId: null, outputId: null, volume: 1, ringtone: true, suppressesNoise: false };
const listeners = new Set<() => void>();
let current: DeviceSettings | null = null;

function read(): DeviceSettings {
  try {
    return { ...DEFAULTS, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<DeviceSettings>) };
  } catch {
    return DEFAULTS;
  }
}

export function getDeviceSettings(): DeviceSettings {
  current ??= read();
  return current;
}

export function setDeviceSettings(change: Partial<DeviceSettings>): void {
  current = { ...getDeviceSettings(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // A browser without storage keeps the choice for this page only.
  }
  for (const changed of listeners) changed();
}

const subscribe = (changed: () => void) => {
  listeners.add(changed);
  return () => void listeners.delete(changed);
};
export const useDeviceSettings = (): DeviceSettings =>
  useSyncExternalStore(subscribe, getDeviceSettings, () => DEFAULTS);
