import type { Item, SystemItem } from "@/server/contract/conversations";
import type { EarlierThread } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import type { Pending } from "./outbox";

/** Names the day of a moment, equally for two moments of one day. */
type DayOf = (iso: string) => string;
type Line =
  | { type: "top"; key: string }
  | { type: "day"; key: string; at: string }
  | { type: "earlier"; key: string; thread: EarlierThread }
  | { type: "now"; key: string }
  | { type: "item"; key: string; item: Item; isFollowing: boolean; isLast: boolean; isPast: boolean }
  | { type: "system"; key: string; items: SystemItem[] }
  | { type: "card"; key: string; item: SystemItem }
  | { type: "pending"; key: string; entry: Pending };
/** `placeId`: of an earlier conversation, where that one was. */
export type Entry = Line & { placeId?: Id };

const FOLLOWING_MS = 5 * 60_000;

function isFollowing(before: Item | undefined, item: Item, dayOf: DayOf): boolean {
  if (before?.kind !== "message" && before?.kind !== "note") return false;
  if (before.kind !== item.kind) return false;
  if (before.kind === "message" && item.kind === "message")
    if (
      before.delivery?.status === "canceled" ||
      before.direction !== item.direction ||
      before.channel !== item.channel
    )
      return false;
  if (before.author?.id !== item.author?.id || dayOf(before.at) !== dayOf(item.at)) return false;
  return Date.parse(item.at) - Date.parse(before.at) < FOLLOWING_MS;
}

/** The names of the channels of a conversation's messages; without messages, of the conversation's channel. */
export function channelsOf(items: readonly Item[], otherwise: string, labelOf: (channel: string) => string): string[] {
  const used = new Set(items.flatMap((item) => (item.kind === "message" && item.channel ? [item.channel] : [])));
  const labels = [...new Set([...used].map(labelOf))];
  return labels.length === 0 ? [labelOf(otherwise)] : labels;
}

/** A handoff card is a separate entry; other adjacent system lines are grouped. */
function addSystem(lines: Line[], item: SystemItem): void {
  const last = lines.at(-1);
  if (item.system.type === "transfer_offered") lines.push({ type: "card", key: item.id, item });
  else if (last?.type === "system") lines[lines.length - 1] = { ...last, items: [...last.items, item] };
  else lines.push({ type: "system", key: item.id, items: [item] });
}

/** One conversation's items as timeline entries: day separators, handoff cards, grouped system lines. */
function linesOf(items: readonly Item[], isPast: boolean, dayOf: DayOf): Line[] {
  const lines: Line[] = [];
  for (const [index, item] of items.entries()) {
    const before = items[index - 1];
    const after = items[index + 1];
    if (!before || dayOf(before.at) !== dayOf(item.at)) lines.push({ type: "day", key: `day:${item.id}`, at: item.at });
    if (item.kind === "system") addSystem(lines, item);
    else {
      const isLast = !after || !isFollowing(item, after, dayOf);
      lines.push({ type: "item", key: item.id, item, isFollowing: isFollowing(before, item, dayOf), isLast, isPast });
    }
  }
  return lines;
}

/**
 * The customer's timeline as far as it is loaded: earlier conversations (oldest first), this one, and this device's pending
 * messages. A pending message disappears as soon as its item arrives.
 * @param dayAt the days of a place, in its time zone; null for this conversation's place
 */
export function timelineEntries(
  earlier: readonly EarlierThread[],
  items: readonly Item[],
  pending: readonly Pending[],
  hasMore: boolean,
  dayAt: (placeId: Id | null) => DayOf,
): Entry[] {
  const arrived = new Set(items.map((item) => ("clientMessageId" in item ? item.clientMessageId : null)));
  const past = earlier.flatMap((thread): Entry[] => {
    const { id, place } = thread.conversation;
    const heading: Line = { type: "earlier", key: `earlier:${id}`, thread };
    return [heading, ...linesOf(thread.items, true, dayAt(place.id))].map((line) => ({ ...line, placeId: place.id }));
  });
  return [
    ...(hasMore ? [{ type: "top", key: "top" } as const] : []),
    ...past,
    ...(past.length > 0 ? [{ type: "now", key: "now" } as const] : []),
    ...linesOf(items, false, dayAt(null)),
    ...pending
      .filter((entry) => !arrived.has(entry.clientMessageId))
      .map((entry): Entry => ({ type: "pending", key: `pending:${entry.clientMessageId}`, entry })),
  ];
}
