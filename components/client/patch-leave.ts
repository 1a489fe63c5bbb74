import type { ConversationRow } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import { type AccessLoss, type CacheState, mapValues, type StaleMark, without, withStale } from "./cache-state";
import { removeRow } from "./patch-list";

/**
 * Removes a conversation that this person may no longer read from every part of the screen, and keeps how it was lost for its
 * thread to show. A loss by an event raised the version, so an earlier push cannot bring it back.
 */
export function leave(cache: CacheState, id: Id, { why, movedTo }: Pick<AccessLoss, "why" | "movedTo">): CacheState {
  const row = shownRow(cache, id);
  const lists = mapValues(cache.lists, (list) => {
    const data = removeRow(list.data, id);
    return data === list.data ? list : { ...list, data };
  });
  const others = mapValues(without(cache.details, id), (detail) =>
    detail.alsoOpen.some((other) => other.id === id)
      ? { ...detail, alsoOpen: detail.alsoOpen.filter((other) => other.id !== id) }
      : detail,
  );
  const contexts = without(cache.contexts, id);
  const histories = [...contexts].flatMap(([beside, { earlier }]) =>
    earlier.some((other) => other.id === id) ? [`context:${beside}` as const] : [],
  );
  const seen = cache.known.get(id) ?? row?.version;
  const next = { ...cache, lists, details: others, contexts, waiting: without(cache.waiting, id) };
  if (cache.accessLosses.has(id)) return next;
  const isRaised = why !== "access" && seen !== undefined;
  const known = isRaised ? new Map(cache.known).set(id, seen + 1) : cache.known;
  const accessLosses = new Map(cache.accessLosses).set(id, { why, movedTo, customer: row?.customer.name ?? null });
  return withStale({ ...next, known, accessLosses }, "counts:now", ...histories);
}

/** The conversation's row, wherever it is shown. */
export function shownRow(cache: CacheState, id: Id): ConversationRow | undefined {
  const open = cache.details.get(id)?.row;
  if (open) return open;
  for (const { data } of cache.lists.values())
    for (const page of data.pages) for (const row of page.rows) if (row.id === id) return row;
  return undefined;
}

/** Whether anything of it is on screen. */
export const isShown = (cache: CacheState, id: Id): boolean =>
  shownRow(cache, id) !== undefined || cache.contexts.has(id);

/** Marks of the lists that show this conversation, for refetching them. */
export const listsWith = ({ lists }: CacheState, id: Id): StaleMark[] =>
  [...lists].flatMap(([hash, { data }]) =>
    data.pages.some((page) => page.rows.some((row) => row.id === id)) ? [`list:${hash}` as const] : [],
  );
