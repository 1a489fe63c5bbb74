import { type QueryClient, replaceEqualDeep } from "@tanstack/react-query";
import type { ConversationDetail } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import { keepEarlier } from "./patch-thread";
import { trpcKeys } from "./query-keys";

type Doubt =
  /** Nobody can say what changed in them meanwhile. */
  | "stale"
  /** The same, and the thread's answer has come: they stand above it and are to be asked for. */
  | "kept"
  /** They were read as somebody who might see other things. */
  | "foreign";

/**
 * What a reader has loaded above a thread's newest page. A thread that is asked for again answers with that page alone; the
 * entries before it stay where the reader looks.
 */
export class EarlierPages {
  private readonly doubts = new Map<Id, Doubt>();

  constructor(queryClient: QueryClient) {
    queryClient.setQueryDefaults(trpcKeys.conversations.get.pathKey(), {
      structuralSharing: (shown, answer) =>
        replaceEqualDeep(shown, this.join(shown as ConversationDetail | undefined, answer as ConversationDetail)),
    });
  }

  /** What is loaded of these threads was not kept up to date, or is not for who the reader has become. */
  doubt(ids: Iterable<Id>, why: "stale" | "foreign"): void {
    for (const id of ids) if (this.doubts.get(id) !== "foreign") this.doubts.set(id, why);
  }

  /** A thread was answered. @returns whether what was kept above the answer has to be asked for as well */
  answered(id: Id): boolean {
    const isToAsk = this.doubts.get(id) === "kept";
    this.doubts.delete(id);
    return isToAsk;
  }

  private join(shown: ConversationDetail | undefined, answer: ConversationDetail): ConversationDetail {
    const { id } = answer.row;
    const doubt = this.doubts.get(id);
    if (!shown || doubt === "foreign") return answer;
    const joined = keepEarlier(shown, answer);
    if (joined !== answer && doubt === "stale") this.doubts.set(id, "kept");
    return joined;
  }
}
