import type { Item, SystemItem } from "@/server/contract/conversations";
import type { EarlierThread } from "@/server/contract/customers";
import type { Pending } from "./outbox";

export type Entry =
  | { type: "top"; key: string }
  | { type: "day"; key: string; at: string }
  | { type: "earlier"; key: string; thread: EarlierThread }
  | { type: "now"; key: string }
  | { type: "item"; key: string; item: Item; isFollowing: boolean; isLast: boolean; isPast: boolean }
  | { type: "system"; key: string; items: SystemItem[] }
  | { type: "card"; key: string; item: SystemItem }
  | { type: "pending"; key: string; entry: Pending };

const FOLLOWING_MS = 5 * 60_000;
const dayOf = (iso: string): string => new Date(iso).toDateString();

function isFollowing(before: Item | undefined, item: Item): boolean {
  if (before?.kind !== "message" && before?.kind !== "note") return false;
  if (before.kind !== item.kind) return false;
  if (before.kind === "message" && item.kind === "message")
    if (before.direction !== item.direction || before.channel !== item.channel) return false;
  if (before.author?.id !== item.author?.id || dayOf(before.at) !== dayOf(item.at)) return false;
  return Date.parse(item.at) - Date.parse(before.at) < FOLLOWING_MS;
}

/** The channels of a conversation's messages as text; without messages, the conversation's channel. */
export function channelsOf(items: readonly Item[], otherwise: string, labelOf: (channel: string) => string): string {
  const used = new Set(items.flatMap((item) => (item.kind === "message" && item.channel ? [item.channel] : [])));
  const labels = [...new Set([...used].map(labelOf))];
  return labels.length === 0 ? labelOf(otherwise) : labels.join(" and ");
}

/** A handoff card is a separate entry; other adjacent system lines are grouped. */
function addSystem(lines: Entry[], item: SystemItem): void {
  const last = lines.at(-1);
  if (item.system.type === "transfer_offered") lines.push({ type: "card", key: item.id, item });
  else if (last?.type === "system") lines[lines.length - 1] = { ...last, items: [...last.items, item] };
  else lines.push({ type: "system", key: item.id, items: [item] });
}

/** One conversation's items as timeline entries: day separators, handoff cards, grouped system lines. */
function linesOf(items: readonly Item[], isPast: boolean): Entry[] {
  const lines: Entry[] = [];
  for (const [index, item] of items.entries()) {
    const before = items[index - 1];
    const after = items[index + 1];
    if (!before || dayOf(before.at) !== dayOf(item.at)) lines.push({ type: "day", key: `day:${item.id}`, at: item.at });
    if (item.kind === "system") addSystem(lines, item);
    else {
      const isLast = !after || !isFollowing(item, after);
      lines.push({ type: "item", key: item.id, item, isFollowing: isFollowing(before, item), isLast, isPast });
    }
  }
  return lines;
}

/**
 * The customer's timeline as far as it is loaded: earlier conversations (oldest first), this one, and this device's pending
 * messages. A pending message disappears as soon as its item arrives.
 */
export function timelineEntries(
  earlier: readonly EarlierThread[],
  items: readonly Item[],
  pending: readonly Pending[],
  hasMore: boolean,
): Entry[] {
  const arrived = new Set(items.map((item) => ("clientMessageId" in item ? item.clientMessageId : null)));
  const past = earlier.flatMap((thread): Entry[] => [
    { type: "earlier", key: `earlier:${thread.conversation.id}`, thread },
    ...linesOf(thread.items, true),
  ]);
  return [
    ...(hasMore ? [{ type: "top", key: "top" } as const] : []),
    ...past,
    ...(past.length > 0 ? [{ type: "now", key: "now" } as const] : []),
    ...linesOf(items, false),
    ...pending
      .filter((entry) => !arrived.has(entry.clientMessageId))
      .map((entry): Entry => ({ type: "pending", key: `pending:${entry.clientMessageId}`, entry })),
  ];
}
