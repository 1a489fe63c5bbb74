import type { OrderView } from "@/server/contract/commerce";

const FINISHED = new Set(["delivered", "returned", "cancelled"]);
const bare = (number: string): string => number.replace(/^#/, "").toUpperCase();

/** The order that these texts mention last. */
export function mentionedOrder(orders: readonly OrderView[], texts: readonly string[]): OrderView | null {
  for (const text of [...texts].reverse()) {
    const words = new Set(text.toUpperCase().split(/[^\p{L}\p{N}-]+/u));
    const named = orders.find((order) => words.has(bare(order.number)));
    if (named) return named;
  }
  return null;
}

/** The order that a conversation is most likely about: the one mentioned last, otherwise the newest unfinished one. */
export function orderToPin(orders: readonly OrderView[], texts: readonly string[]): OrderView | null {
  const open = orders.filter((order) => !FINISHED.has(order.status));
  return mentionedOrder(orders, texts) ?? open.sort((a, b) => (a.placedAt < b.placedAt ? 1 : -1))[0] ?? null;
}
