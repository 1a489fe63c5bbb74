import type { Store } from "./storage";
import { lastSeq, type Threads } from "./threads";

/**
 * How far the visitor has read in each conversation: kept on the device, and reported to the server on each connection.
 * @param report sends the number of the last message seen
 */
export function openSeen(
  store: Pick<Store, "get" | "set">,
  report: (conversationId: string, publicSeq: number) => void,
) {
  const reported = new Map<string, number>();
  return {
    /** A new connection reports again, because the old one may have lost it. */
    connected: () => reported.clear(),
    /**
     * Only messages on screen count as seen.
     * @returns how many of the store's messages the visitor has not seen
     */
    mark(threads: Threads, isShown: boolean): number {
      let unread = 0;
      for (const [id, messages] of threads) {
        const name = `seen:${id}`;
        const seen = Number(store.get(name) ?? 0);
        const last = lastSeq(messages);
        if (!isShown) unread += messages.filter((m) => m.from === "staff" && m.publicSeq > seen).length;
        else {
          if (last > seen) store.set(name, `${last}`);
          if (last > (reported.get(id) ?? 0)) {
            reported.set(id, last);
            report(id, last);
          }
        }
      }
      return unread;
    },
  };
}
