import type { Id } from "@/server/contract/ids";

/** What somebody asks of their calls from elsewhere on the page, where the softphone of this tab is not at hand. */
export type CallWish = { kind: "supervise"; callId: Id };

let wish: CallWish | null = null;
const listeners = new Set<() => void>();

/** One wish at a time; a later one replaces it. The call dock loads what it needs, and carries it out. */
export function wishForCall(next: CallWish | null): void {
  wish = next;
  for (const changed of listeners) changed();
}
export const getCallWish = (): CallWish | null => wish;
export function subscribeToCallWishes(changed: () => void): () => void {
  listeners.add(changed);
  return () => void listeners.delete(changed);
}
