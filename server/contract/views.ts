import type { ConversationRow, ConversationStatus, ListFilter, Sort, View } from "./conversations";
import type { Id } from "./ids";
import type { Scope } from "./team";

/** The reader of a list: the fields of a person that decide what belongs on their screen. */
type Reader = { id: Id; scope: Scope };

/** The status each view shows; null: every status. */
export const STATUS_OF_VIEW: Record<View, ConversationStatus | null> = {
  mine: "open",
  needs_reply: "open",
  unassigned: "open",
  place: "open",
  all: "open",
  following: null,
  snoozed: "snoozed",
  resolved: "resolved",
};

/** The orders that each view offers; the first is its default. */
export const SORTS_OF_VIEW: Record<View, readonly [Sort, ...Sort[]]> = {
  mine: ["newest", "waiting"],
  needs_reply: ["waiting"],
  unassigned: ["waiting", "newest"],
  place: ["waiting", "newest"],
  all: ["newest", "waiting"],
  following: ["recent"],
  snoozed: ["due", "newest"],
  resolved: ["newest"],
};

/** The order in which a list is shown. */
export const sortOf = ({ view, sort }: { view: View; sort?: Sort }): Sort => sort ?? SORTS_OF_VIEW[view][0];

/** What decides where a conversation stands in a list. */
export type SortedBy = Pick<
  ConversationRow,
  "id" | "lastMessageAt" | "waitingSince" | "snoozedUntil" | "lastMentionAt"
>;

const ascending = <T extends string>(a: T, b: T): number => (a === b ? 0 : a < b ? -1 : 1);

/** The time of the newest message or mention. */
export const recentAt = ({
  lastMessageAt,
  lastMentionAt,
}: Pick<SortedBy, "lastMessageAt" | "lastMentionAt">): string =>
  lastMentionAt && lastMentionAt > lastMessageAt ? lastMentionAt : lastMessageAt;

const byNewest = (a: SortedBy, b: SortedBy) => ascending(b.lastMessageAt, a.lastMessageAt) || ascending(b.id, a.id);

/** Rows without the time stand last. */
const byTime = (a: string | null, b: string | null) =>
  a === null || b === null ? Number(a === null) - Number(b === null) : ascending(a, b);

/**
 * The order of a list, for `sort`: negative when `a` stands above `b`. Equals the order of `conversations.list`; a test compares
 * them. "waiting": whoever waits longest, then those who wait for nothing, newest message first.
 */
export const COMPARE: Record<Sort, (a: SortedBy, b: SortedBy) => number> = {
  newest: byNewest,
  waiting: (a, b) =>
    byTime(a.waitingSince, b.waitingSince) ||
    (a.waitingSince === null ? ascending(b.lastMessageAt, a.lastMessageAt) : 0) ||
    ascending(a.id, b.id),
  due: (a, b) => byTime(a.snoozedUntil, b.snoozedUntil) || ascending(a.id, b.id),
  recent: (a, b) => ascending(recentAt(b), recentAt(a)) || ascending(b.id, a.id),
};

const inScope = (placeId: Id, { scope }: Reader): boolean => scope.all || scope.placeIds.includes(placeId);

/** Whether this reader may read the row: the rule of `conversations/record/policy.ts`, applied to an inbox row. */
export function rowReadable(row: ConversationRow, reader: Reader): boolean {
  return (
    inScope(row.place.id, reader) ||
    row.assignee?.id === reader.id ||
    row.offer?.toUser?.id === reader.id ||
    (row.offer?.toPlace != null && inScope(row.offer.toPlace.id, reader))
  );
}

export const isFollowing = ({ followers }: Pick<ConversationRow, "followers">, readerId: Id): boolean =>
  followers[readerId] !== undefined;

/** The `seq` up to which there is something new for this reader: a message of the customer, or a note that mentions them. */
export const newestFor = (row: Pick<ConversationRow, "lastInboundSeq" | "followers">, readerId: Id): number =>
  Math.max(row.lastInboundSeq, row.followers[readerId] ?? 0);

/** Whether the row belongs in this list of this reader. Equals the query behind `conversations.list`; a test compares them. */
export function rowMatches(row: ConversationRow, filter: ListFilter, reader: Reader): boolean {
  const status = STATUS_OF_VIEW[filter.view];
  if ((status && row.status !== status) || !rowReadable(row, reader)) return false;
  if (filter.view === "mine" && row.assignee?.id !== reader.id) return false;
  if (filter.view === "following" && !isFollowing(row, reader.id)) return false;
  if (filter.view === "unassigned" && row.assignee) return false;
  if (filter.view === "needs_reply" && row.waitingSince === null) return false;
  if (filter.view === "place" && !inScope(row.place.id, reader)) return false;
  if (filter.placeId && row.place.id !== filter.placeId) return false;
  if (filter.channel && row.channel !== filter.channel) return false;
  if (filter.assigneeId === "none") return !row.assignee;
  return !filter.assigneeId || row.assignee?.id === filter.assigneeId;
}
