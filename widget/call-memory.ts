import type { StartedWebCall } from "@/server/contract/call-media";
import { savedCallKey } from "./call-saved";

/** What a reloaded page needs to resume a call. */
export type SavedCall = StartedWebCall & { deviceId: string; since: number | null };
export type CallMemory = { get(): SavedCall | null; set(call: SavedCall | null): void };

/** Stores the call in the tab, because other tabs must not resume it; only in memory where storage is forbidden. */
export function tabMemory(key: string): CallMemory {
  const name = savedCallKey(key);
  let memory: SavedCall | null = null;
  return {
    get() {
      try {
        return JSON.parse(sessionStorage.getItem(name) ?? "null") as SavedCall | null;
      } catch {
        return memory;
      }
    },
    set(call) {
      memory = call;
      try {
        if (call) sessionStorage.setItem(name, JSON.stringify(call));
        else sessionStorage.removeItem(name);
      } catch {}
    },
  };
}
