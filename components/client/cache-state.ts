import type { CallbackPage, CallFilter, CallPage, CallWork } from "@/server/contract/call-lists";
import type { SkuStock } from "@/server/contract/commerce";
import type { ConversationDetail, ConversationPage, Item, SortedFilter } from "@/server/contract/conversations";
import type { CustomerContext } from "@/server/contract/customers";
import type { Draft } from "@/server/contract/drafts";
import type { EventType } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { LegEnd, LiveCall } from "@/server/contract/live-calls";
import type { PersonPreferences } from "@/server/contract/preferences";
import type { Person, Place } from "@/server/contract/team";
import type { SortedBy } from "@/server/contract/views";
import type { WrapUpView } from "@/server/contract/wrap-ups";

/**
 * A page and where it ended when it was fetched. Rows move, but the next page continues from there, so rows that sort below the
 * loaded end belong to pages not loaded yet.
 */
export type ListPage = ConversationPage & { end?: SortedBy };
export type ListData = { pages: ListPage[]; pageParams: unknown[] };

export type CallListData = { pages: CallPage[]; pageParams: unknown[] };
export type CallbackData = { pages: CallbackPage[]; pageParams: unknown[] };

/** Queries whose result cannot be patched exactly; they are refetched, with throttling. */
export type StaleMark =
  | "counts"
  | "counts:now"
  | "calls"
  | "callers"
  | "me"
  | "endpoints"
  | "settings"
  | "replies"
  | `detail:${Id}`
  | `context:${Id}`
  | `list:${string}`;

/** How this person lost a conversation: by an event, or because their access changed. */
export type AccessLoss = { why: EventType | "access"; movedTo: string | null; customer: string | null };

/** All fetched data that events may change, as plain data. */
export type CacheState = {
  lists: ReadonlyMap<string, { filter: SortedFilter; data: ListData }>;
  details: ReadonlyMap<Id, ConversationDetail>;
  /** By the conversation whose panel shows them. */
  contexts: ReadonlyMap<Id, CustomerContext>;
  stock: ReadonlyMap<string, SkuStock[]>;
  people: Person[] | null;
  places: Place[] | null;
  preferences: PersonPreferences | null;
  /** This person's drafts, the last changed first. */
  drafts: Draft[] | null;
  /** The calls that ring this person, or that they take part in. */
  calls: LiveCall[] | null;
  /** This person's open wrap-up, if any. */
  wrapUps: WrapUpView[] | null;
  callLists: ReadonlyMap<string, { filter: CallFilter; data: CallListData }>;
  callWork: CallWork | null;
  /** The conversations with an open callback, the one that is due first first. */
  callbacks: CallbackData | null;
  /** How this person's part in calls ended, until they have one again. */
  leftCalls: ReadonlyMap<Id, LegEnd>;
  /** The newest known version of each conversation, shown or not, so that an older one never returns. */
  known: ReadonlyMap<Id, number>;
  /** Items that arrived before a predecessor. */
  waiting: ReadonlyMap<Id, Item[]>;
  /** Conversations that this person has lost, until they are readable again. */
  accessLosses: ReadonlyMap<Id, AccessLoss>;
  stale: ReadonlySet<StaleMark>;
};

export const emptyCache = (): CacheState => ({
  lists: new Map(),
  details: new Map(),
  contexts: new Map(),
  stock: new Map(),
  people: null,
  places: null,
  preferences: null,
  drafts: null,
  calls: null,
  wrapUps: null,
  callLists: new Map(),
  callWork: null,
  callbacks: null,
  leftCalls: new Map(),
  known: new Map(),
  waiting: new Map(),
  accessLosses: new Map(),
  stale: new Set(),
});

export const withStale = (cache: CacheState, ...marks: StaleMark[]): CacheState =>
  marks.every((mark) => cache.stale.has(mark)) ? cache : { ...cache, stale: new Set([...cache.stale, ...marks]) };

export function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!map.has(key)) return map;
  const next = new Map(map);
  next.delete(key);
  return next;
}

/** Replaces the values that `change` changes; returns the same map when none changed. */
export function mapValues<K, V>(map: ReadonlyMap<K, V>, change: (value: V, key: K) => V): ReadonlyMap<K, V> {
  let next: Map<K, V> | null = null;
  for (const [key, value] of map) {
    const changed = change(value, key);
    if (changed === value) continue;
    next ??= new Map(map);
    next.set(key, changed);
  }
  return next ?? map;
}
