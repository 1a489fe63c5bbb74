import type { CallFilter, CallRow, CallWork } from "@/server/contract/call-lists";
import type { CallItem, ConversationRow, Item } from "@/server/contract/conversations";
import type { EventType } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import { endOf, missedSince } from "@/server/contract/missed-calls";
import { isRecorded } from "@/server/contract/recorded-calls";
import type { Me } from "@/server/contract/team";
import { type CacheState, type CallListData, mapValues, type StaleMark, withStale } from "./cache-state";
import { mapCallbacks, placeCallback, placeMyCallback } from "./patch-callbacks";

/** Events after which a conversation may be readable for somebody who could not read it before. */
const MOVES: readonly EventType[] = ["conversation.assigned", "offer.made", "offer.accepted", "offer.withdrawn"];
const COUNTED = 100;

/** Whether a call belongs in a list, for a reader who may read its conversation. */
export function callMatches({ conversation, item }: CallRow, { tab, placeId, way }: CallFilter): boolean {
  if (placeId && conversation.place.id !== placeId) return false;
  if (way && item.call.direction !== way) return false;
  if (tab === "recorded") return isRecorded(item.call);
  if (tab === "live") return endOf(item.call) === null;
  return tab === "all" || missedSince(item.call) !== null;
}

/** Updates lists of calls and what is to be done about them after a push of a conversation. */
export function placeCallEntries(
  cache: CacheState,
  row: ConversationRow,
  items: readonly Item[],
  { type, me }: { type: EventType; me: Me },
): CacheState {
  if ((cache.known.get(row.id) ?? 0) > row.version) return cache;
  const calls = items.filter((item): item is CallItem => item.kind === "call");
  const marks: StaleMark[] = MOVES.includes(type) && cache.callWork ? ["calls"] : [];
  const callLists = mapValues(cache.callLists, (list, hash) => {
    const data = placeIn(list.data, list.filter, row, calls);
    // Its calls are on none of the pages, and were not pushed either.
    if (calls.length === 0 && !holds(data, row.id) && mayHaveCalls(list.filter, row, type)) marks.push(`list:${hash}`);
    return data === list.data ? list : { ...list, data };
  });
  const callWork = cache.callWork && workAfter(cache.callWork, row, calls, me);
  // Beyond what is counted are others that take its place.
  if (cache.callWork && callWork !== cache.callWork && cache.callWork.missed.length >= COUNTED) marks.push("calls");
  const callbacks = cache.callbacks && placeCallback(cache.callbacks, row);
  return withStale({ ...cache, callLists, callWork, callbacks }, ...marks);
}

/** Removes the calls of a conversation that this person may no longer read. */
export function leaveCallEntries(cache: CacheState, id: Id): CacheState {
  const callLists = mapValues(cache.callLists, (list) => {
    const data = mapRows(list.data, (shown) => (shown.conversation.id === id ? null : shown));
    return data === list.data ? list : { ...list, data };
  });
  const work = cache.callWork;
  const callWork = work && {
    missed: work.missed.filter((one) => one !== id),
    live: work.live.filter((one) => one.conversationId !== id),
    callbacks: work.callbacks.filter((one) => one.conversationId !== id),
  };
  const callbacks = cache.callbacks && mapCallbacks(cache.callbacks, (rows) => rows.filter((row) => row.id !== id));
  return { ...cache, callLists, callWork, callbacks };
}

/** Whether calls of a conversation may have come into a list that has none of them. Live ones are pushed with their calls. */
function mayHaveCalls({ tab }: CallFilter, { missedCallAt }: ConversationRow, type: EventType): boolean {
  if (tab === "live") return false;
  return MOVES.includes(type) || (missedCallAt !== null && tab !== "recorded");
}

const holds = ({ pages }: CallListData, id: Id): boolean =>
  pages.some(({ rows }) => rows.some(({ conversation }) => conversation.id === id));

/** Changes or removes (null) rows; returns the same object when none changed. */
function mapRows(data: CallListData, change: (row: CallRow) => CallRow | null): CallListData {
  const pages = data.pages.map((page) => {
    const rows = page.rows.flatMap((row) => change(row) ?? []);
    return rows.length === page.rows.length && rows.every((row, at) => row === page.rows[at])
      ? page
      : { ...page, rows };
  });
  return pages.every((page, at) => page === data.pages[at]) ? data : { ...data, pages };
}

function placeIn(
  data: CallListData,
  filter: CallFilter,
  row: ConversationRow,
  calls: readonly CallItem[],
): CallListData {
  const changed = mapRows(data, (shown) => {
    if (shown.conversation.id !== row.id) return shown;
    const conversation = shown.conversation.version < row.version ? row : shown.conversation;
    const newer = calls.find(({ id, version }) => id === shown.item.id && version > shown.item.version);
    if (!newer && conversation === shown.conversation) return shown;
    const next = { conversation, item: newer ?? shown.item };
    return callMatches(next, filter) ? next : null;
  });
  const listed = new Set(changed.pages.flatMap(({ rows }) => rows.map(({ item }) => item.id)));
  const added = calls
    .filter(({ id }) => !listed.has(id))
    .map((item) => ({ conversation: row, item }))
    .filter((one) => callMatches(one, filter) && isLoaded(changed, one.item));
  const [first, ...rest] = changed.pages;
  if (added.length === 0 || !first) return changed;
  return { ...changed, pages: [{ ...first, rows: [...added, ...first.rows] }, ...rest] };
}

/** Whether the loaded pages reach back to this call; else a page that is not loaded yet has it. */
function isLoaded({ pages }: CallListData, { at }: CallItem): boolean {
  const last = pages.at(-1);
  if (!last || last.nextCursor === null) return true;
  const oldest = last.rows.at(-1)?.item.at;
  return oldest === undefined || at >= oldest;
}

function workAfter(work: CallWork, row: ConversationRow, calls: readonly CallItem[], me: Me): CallWork {
  const isMissed = work.missed.includes(row.id);
  const waits = row.missedCallAt !== null;
  const missed = isMissed === waits ? work.missed : toggled(work.missed, row.id, waits);
  const live = calls.reduce((list, { seq, call }) => {
    const others = list.filter((one) => one.conversationId !== row.id || one.seq !== seq);
    const goesOn = endOf(call) === null;
    if (goesOn === others.length < list.length) return list;
    return goesOn ? [{ conversationId: row.id, seq }, ...others] : others;
  }, work.live);
  const callbacks = placeMyCallback(work.callbacks, row, me);
  const isSame = missed === work.missed && live === work.live && callbacks === work.callbacks;
  return isSame ? work : { missed, live, callbacks };
}

const toggled = (ids: readonly Id[], id: Id, isIn: boolean): Id[] =>
  isIn ? [...ids, id].slice(0, COUNTED) : ids.filter((one) => one !== id);
