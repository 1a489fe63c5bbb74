import type { Envelope } from "@/server/contract/events";

/**
 * What the server pushed, for whoever announces it. `missed` was fetched after a gap, and `caught_up` follows it; after `reset`
 * nothing that was known before holds.
 */
export type Push =
  | { kind: "live" | "missed"; envelopes: readonly Envelope[] }
  | { kind: "caught_up" }
  | { kind: "reset" };
type Listener = (push: Push) => void;

const KEEP = 100;

/** Hands pushes to the one listener; until its code has loaded, the newest are kept for it. */
export function createPushes() {
  let listener: Listener | null = null;
  let waiting: Push[] = [];
  return {
    publish(push: Push): void {
      if (listener) listener(push);
      else waiting = [...waiting, push].slice(-KEEP);
    },
    /** @returns a function that ends it */
    subscribe(next: Listener): () => void {
      listener = next;
      for (const push of waiting.splice(0)) next(push);
      return () => {
        listener = null;
      };
    },
  };
}
