import { type QueryClient, replaceEqualDeep } from "@tanstack/react-query";
import type { ConversationDetail } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import { keepEarlier } from "./patch-thread";
import { trpcKeys } from "./query-keys";

type Outdated =
  /** Changes in these pages may have been missed. */
  | "stale"
  /** The thread was refetched: these pages are above its newest page and have to be refetched too. */
  | "refetched"
  /** These pages were read under another access. */
  | "foreign";

/**
 * The pages that a reader has loaded above a thread's newest page. A refetch returns only the newest page; the items before it
 * stay on screen.
 */
export class EarlierPages {
  private readonly outdated = new Map<Id, Outdated>();

  constructor(queryClient: QueryClient) {
    queryClient.setQueryDefaults(trpcKeys.conversations.get.pathKey(), {
      structuralSharing: (shown, answer) =>
        replaceEqualDeep(shown, this.join(shown as ConversationDetail | undefined, answer as ConversationDetail)),
    });
  }

  /** Marks the loaded pages of these threads as outdated, or as read under another access. */
  markOutdated(ids: Iterable<Id>, why: "stale" | "foreign"): void {
    for (const id of ids) if (this.outdated.get(id) !== "foreign") this.outdated.set(id, why);
  }

  /** A thread was refetched. @returns whether the pages above it have to be refetched as well */
  answered(id: Id): boolean {
    const isToAsk = this.outdated.get(id) === "refetched";
    this.outdated.delete(id);
    return isToAsk;
  }

  private join(shown: ConversationDetail | undefined, answer: ConversationDetail): ConversationDetail {
    const { id } = answer.row;
    const state = this.outdated.get(id);
    if (!shown || state === "foreign") return answer;
    const joined = keepEarlier(shown, answer);
    if (joined !== answer && state === "stale") this.outdated.set(id, "refetched");
    return joined;
  }
}
