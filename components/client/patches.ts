import { abilitiesOf } from "@/server/contract/abilities";
import type { ConversationDetail, ConversationRow, Item } from "@/server/contract/conversations";
import type { Entity } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { Me } from "@/server/contract/team";
import { isFollowing, newestFor, rowMatches, sortOf } from "@/server/contract/views";
import { type CacheState, mapValues, type StaleMark, without, withStale } from "./cache-state";
import { shownRow } from "./patch-leave";
import { markReadIn, placeInList, readIn, removeRow } from "./patch-list";
import { renameRows } from "./patch-names";
import { placeItems } from "./patch-thread";

/** Inserts a conversation's row into the lists in which it belongs now, and removes it from others. */
export function placeRow(cache: CacheState, row: ConversationRow, me: Me): CacheState {
  const known = newestKnown(cache, row.id);
  if (known > row.version) return cache;
  const readSeq = knownRead(cache, row.id);
  const marks: StaleMark[] = known < row.version ? ["counts"] : [];
  // It is readable again, so its thread, which was removed, is refetched.
  if (cache.accessLosses.has(row.id)) marks.push(`detail:${row.id}`, `context:${row.id}`);
  // A conversation that the person got or lost, or that they follow, changes the counts at once.
  const shown = shownRow(cache, row.id);
  if (shown && standsFor(me, shown) !== standsFor(me, row)) marks.push("counts:now");
  const lists = mapValues(cache.lists, (list, key) => {
    const data = rowMatches(row, list.filter, me)
      ? placeInList(list.data, row, readSeq, sortOf(list.filter))
      : removeRow(list.data, row.id);
    // It rose from below the loaded end, so its read mark is unknown here unless its newest item is the customer's.
    const isUnsure = readSeq === undefined && row.lastInboundSeq > 0 && row.lastInboundSeq < row.lastSeq;
    if (isUnsure && data !== list.data && !holds(list.data.pages, row.id)) marks.push(`list:${key}`);
    return data === list.data ? list : { ...list, data };
  });
  const details = mapValues(cache.details, (detail, id) => {
    const also = alsoOpen(detail, row);
    if (also === "ask") marks.push(`detail:${id}`);
    else if (also !== detail) return also;
    if (id !== row.id || detail.row.version >= row.version) return detail;
    if (standing(detail.row) !== standing(row)) marks.push(`detail:${id}`);
    return { ...detail, row, can: abilitiesOf(me, { status: row.status, userId: row.assignee?.id ?? null }) };
  });
  const contexts = mapValues(cache.contexts, (context, id) => {
    if (!context.memberIds.includes(row.customer.id) || id === row.id) return context;
    const at = context.earlier.findIndex((earlier) => earlier.id === row.id);
    if (at < 0) {
      marks.push(`context:${id}`);
      return context;
    }
    const { status, place, channel, preview, previewBy, lastMessageAt } = row;
    const earlier = context.earlier.with(at, { id: row.id, status, place, channel, preview, previewBy, lastMessageAt });
    return { ...context, earlier: earlier.sort((a, b) => (a.lastMessageAt < b.lastMessageAt ? 1 : -1)) };
  });
  const next = {
    ...{ ...cache, lists, details, contexts, accessLosses: without(cache.accessLosses, row.id) },
    known: new Map(cache.known).set(row.id, row.version),
  };
  return withStale(next, ...marks);
}

/** What a conversation is to this person, as far as the counts depend on it. */
const standsFor = (me: Me, row: ConversationRow): string => [row.assignee?.id === me.id, row.followers[me.id]].join();

/** A list or thread fetched meanwhile may be newer than the push. */
function newestKnown(cache: CacheState, id: Id): number {
  let newest = Math.max(cache.known.get(id) ?? 0, cache.details.get(id)?.row.version ?? 0);
  for (const { data } of cache.lists.values())
    for (const page of data.pages)
      for (const row of page.rows) if (row.id === id && row.version > newest) newest = row.version;
  return newest;
}

const holds = (pages: readonly { rows: ConversationRow[] }[], id: Id): boolean =>
  pages.some((page) => page.rows.some((row) => row.id === id));

/** The state that abilities depend on. The server decides abilities, so a change of this state is refetched. */
const standing = (row: ConversationRow): string =>
  [row.status, row.place.id, row.assignee?.id, row.offer?.id, row.channel, row.customer.contact].join();

function alsoOpen(detail: ConversationDetail, row: ConversationRow): ConversationDetail | "ask" {
  if (detail.row.id === row.id || !detail.customerIds.includes(row.customer.id)) return detail;
  const at = detail.alsoOpen.findIndex((other) => other.id === row.id);
  if (at < 0) return row.status === "resolved" ? detail : "ask";
  if (row.status === "resolved") return "ask";
  const current = detail.alsoOpen[at];
  return current && current.version >= row.version ? detail : { ...detail, alsoOpen: detail.alsoOpen.with(at, row) };
}

function knownRead(cache: CacheState, id: Id): number | undefined {
  const detail = cache.details.get(id);
  if (detail) return detail.readSeq;
  for (const { data } of cache.lists.values()) {
    const seq = readIn(data, id);
    if (seq !== undefined) return seq;
  }
  return undefined;
}

/** Adds items to an open thread; items that arrive too early wait for their predecessors. */
export function applyItems(cache: CacheState, id: Id, arrived: readonly Item[]): CacheState {
  const detail = cache.details.get(id);
  if (!detail) return cache;
  const held = cache.waiting.get(id) ?? [];
  if (arrived.length + held.length === 0) return cache;
  const { items, waiting } = placeItems(detail, [...held, ...arrived]);
  const details = items === detail.items ? cache.details : new Map(cache.details).set(id, { ...detail, items });
  const rest = new Map(cache.waiting);
  if (waiting.length > 0) rest.set(id, waiting);
  else rest.delete(id);
  return { ...cache, details, waiting: rest };
}

/** @param me the reader: what they follow is counted until it is read */
export function markRead(cache: CacheState, id: Id, seq: number, me: Pick<Me, "id">): CacheState {
  const row = shownRow(cache, id);
  const wasCounted = row && isFollowing(row, me.id) && newestFor(row, me.id) > (knownRead(cache, id) ?? 0);
  const lists = mapValues(cache.lists, (list) => {
    const data = markReadIn(list.data, id, seq);
    return data === list.data ? list : { ...list, data };
  });
  const details = mapValues(cache.details, (detail, key) =>
    key === id && detail.readSeq < seq ? { ...detail, readSeq: seq } : detail,
  );
  const next = { ...cache, lists, details };
  return wasCounted ? withStale(next, "counts:now") : next;
}

export function placeCustomer(cache: CacheState, { context }: Extract<Entity, { kind: "customer" }>): CacheState {
  const { customer, memberIds } = context;
  const isTheirs = ({ customer: { id } }: ConversationRow) => memberIds.includes(id);
  const marks: StaleMark[] = [];
  const contexts = mapValues(cache.contexts, (shown) =>
    shown.customer.id === customer.id && shown.customer.version <= customer.version ? { ...shown, ...context } : shown,
  );
  // The thread is refetched because consent decides whether a reply may be sent.
  for (const [id, { row }] of cache.details) if (isTheirs(row)) marks.push(`detail:${id}`);
  const renamed = renameRows(cache, (row) =>
    isTheirs(row) && row.customer.name !== customer.name
      ? { ...row, customer: { ...row.customer, name: customer.name } }
      : row,
  );
  return withStale({ ...renamed, contexts }, ...marks);
}

/** Customers were merged or separated, chosen or named: what shows one of them is refetched. */
export function refetchMerged(
  cache: CacheState,
  { customerIds }: Extract<Entity, { kind: "customer_merge" }>,
): CacheState {
  const isConcerned = ({ customer: { id } }: ConversationRow) => customerIds.includes(id);
  const details = [...cache.details].filter(([, { row }]) => isConcerned(row)).map(([id]) => id);
  const sharing = [...cache.contexts]
    .filter(([, { sharedWith }]) => sharedWith.some(({ id }) => customerIds.includes(id)))
    .map(([id]) => id);
  const lists = [...cache.lists].filter(([, { data }]) => data.pages.some(({ rows }) => rows.some(isConcerned)));
  const isCalled =
    cache.calls?.some(({ customer: { id } }) => customerIds.includes(id)) ||
    cache.callbacks?.pages.some(({ rows }) => rows.some(isConcerned)) ||
    [...cache.callLists.values()].some(({ data }) =>
      data.pages.some(({ rows }) => rows.some(({ conversation }) => isConcerned(conversation))),
    );
  return withStale(
    cache,
    ...(isCalled ? (["callers"] as const) : []),
    ...details.flatMap((id): StaleMark[] => [`detail:${id}`, `context:${id}`]),
    ...sharing.map((id): StaleMark => `context:${id}`),
    ...lists.map(([hash]): StaleMark => `list:${hash}`),
  );
}
