import type { ConversationDetail, Item } from "@/server/contract/conversations";

type Thread = Pick<ConversationDetail, "items" | "hasEarlier">;

/**
 * Adds and updates items of a thread. An item is appended only directly after the last one; one that arrives too early is
 * returned in `waiting`. Older or equal versions are ignored.
 */
export function placeItems(thread: Thread, arrived: readonly Item[]): { items: Item[]; waiting: Item[] } {
  let items = thread.items;
  const waiting: Item[] = [];
  for (const item of [...arrived].sort((a, b) => a.seq - b.seq || a.version - b.version)) {
    const first = items[0]?.seq ?? 1;
    const last = items.at(-1)?.seq ?? 0;
    if (item.seq === last + 1) items = [...items, item];
    else if (item.seq > last) waiting.push(item);
    else if (item.seq >= first) {
      const at = item.seq - first;
      const current = items[at];
      if (current && item.version > current.version) items = items.with(at, item);
    }
  }
  return { items, waiting };
}

/** The last item before a gap, or null when the thread is as long as its row says. */
export function gapAfter(detail: ConversationDetail): number | null {
  const last = detail.items.at(-1)?.seq ?? 0;
  return last < detail.row.lastSeq ? last : null;
}

/**
 * A thread's newest page, with the earlier items that were already shown. If the two do not adjoin, the shown items stay alone,
 * and the gap up to their row is filled like any other.
 */
export function keepEarlier(shown: ConversationDetail, answer: ConversationDetail): ConversationDetail {
  const first = answer.items[0]?.seq ?? 0;
  const before = shown.items.filter(({ seq }) => seq < first);
  const last = before.at(-1);
  if (!last) return answer;
  const items = last.seq === first - 1 ? [...before, ...answer.items] : before;
  return { ...answer, items, hasEarlier: shown.hasEarlier };
}

/** Prepends an earlier page. Existing items stay as they are, and a page that does not adjoin is left out. */
export function prependEarlier(
  detail: ConversationDetail,
  earlier: { items: Item[]; hasEarlier: boolean },
): ConversationDetail {
  const first = detail.items[0]?.seq ?? Number.POSITIVE_INFINITY;
  const before = earlier.items.filter((item) => item.seq < first);
  if (before.length > 0 && before.at(-1)?.seq !== first - 1) return detail;
  return { ...detail, items: [...before, ...detail.items], hasEarlier: earlier.hasEarlier };
}
