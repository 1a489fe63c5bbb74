import type { Draft } from "./api";
import type { Store } from "./storage";

/** A message the visitor wrote that the thread does not show yet. It survives reloads until the thread shows it. */
export type Pending = Draft & {
  at: string;
  /** The author, or null when anonymous, so that the next person at this browser neither sees nor sends it. */
  visitor: string | null;
  attachmentNames: string[];
  /** `accepted`: the server has stored it. `refused`: final, with the `reason`. */
  state: "waiting" | "accepted" | "refused";
  reason: string | null;
};

const PREFIX = "out:";

/** One stored entry per message, so that two tabs never overwrite each other's. */
export function openOutbox(store: Store) {
  const read = (name: string): Pending | null => {
    try {
      return JSON.parse(store.get(name) ?? "null") as Pending | null;
    } catch {
      return null;
    }
  };
  return {
    all: (): Pending[] =>
      store
        .names(PREFIX)
        .map(read)
        .filter((entry) => entry !== null),
    save: (entry: Pending) => store.set(PREFIX + entry.clientMessageId, JSON.stringify(entry)),
    drop: (clientMessageId: string) => store.set(PREFIX + clientMessageId, null),
  };
}
