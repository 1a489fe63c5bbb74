import type { StartedWebCall } from "@/server/contract/call-media";
import { keptAt } from "./call-kept";

/** What a reloaded page needs to carry on with a call. */
export type KeptCall = StartedWebCall & { deviceId: string; since: number | null };
export type CallMemory = { get(): KeptCall | null; set(call: KeptCall | null): void };

/** The tab's own memory: another tab must not take the call over. Where storage is forbidden it lasts as long as the page. */
export function tabMemory(key: string): CallMemory {
  const name = keptAt(key);
  let memory: KeptCall | null = null;
  return {
    get() {
      try {
        return JSON.parse(sessionStorage.getItem(name) ?? "null") as KeptCall | null;
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
