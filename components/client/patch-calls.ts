import type { Id } from "@/server/contract/ids";
import type { LiveCall } from "@/server/contract/live-calls";
import type { CacheState } from "./cache-state";

/** Puts a call where this person's calls stand; an older version than the one shown changes nothing. */
export function placeCall<C extends Pick<CacheState, "calls">>(cache: C, call: LiveCall): C {
  if (!cache.calls) return cache;
  const shown = cache.calls.find(({ id }) => id === call.id);
  if (!shown) return { ...cache, calls: [...cache.calls, call] };
  if (shown.version >= call.version) return cache;
  return { ...cache, calls: cache.calls.map((one) => (one.id === call.id ? call : one)) };
}

/** It no longer rings for this person, or they have left it. */
export function leaveCall<C extends Pick<CacheState, "calls">>(cache: C, callId: Id): C {
  if (!cache.calls?.some(({ id }) => id === callId)) return cache;
  return { ...cache, calls: cache.calls.filter(({ id }) => id !== callId) };
}
