import type { Id } from "@/server/contract/ids";
import type { LegEnd, LiveCall } from "@/server/contract/live-calls";
import type { WrapUpView } from "@/server/contract/wrap-ups";
import { type CacheState, without } from "./cache-state";

type Calls = Pick<CacheState, "calls" | "leftCalls">;

/** Puts a call where this person's calls stand; an older version than the one shown changes nothing. */
export function placeCall<C extends Calls>(cache: C, call: LiveCall): C {
  if (!cache.calls) return cache;
  const shown = cache.calls.find(({ id }) => id === call.id);
  if (shown && shown.version >= call.version) return cache;
  const calls = shown ? cache.calls.map((one) => (one.id === call.id ? call : one)) : [...cache.calls, call];
  return { ...cache, calls, leftCalls: without(cache.leftCalls, call.id) };
}

/** It no longer rings for this person, or they have left it; how that came about is kept, for the screen to say. */
export function leaveCall<C extends Calls>(cache: C, callId: Id, endedAs: LegEnd): C {
  if (!cache.calls?.some(({ id }) => id === callId)) return cache;
  const calls = cache.calls.filter(({ id }) => id !== callId);
  return { ...cache, calls, leftCalls: new Map(cache.leftCalls).set(callId, endedAs) };
}

/** Shows this person's wrap-up while it is open. The cap needs no push: the screen counts down to it. */
export function placeWrapUp<C extends Pick<CacheState, "wrapUps">>(cache: C, wrapUp: WrapUpView): C {
  const shown = cache.wrapUps?.find(({ id }) => id === wrapUp.id);
  if (!cache.wrapUps || (shown && shown.version >= wrapUp.version)) return cache;
  const others = cache.wrapUps.filter(({ id }) => id !== wrapUp.id);
  return { ...cache, wrapUps: wrapUp.isOver ? others : [wrapUp, ...others] };
}
