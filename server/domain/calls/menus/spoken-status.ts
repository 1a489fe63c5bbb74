import type { OrderStatus, OrderView } from "@/server/contract/commerce";
import { ORDER_STALE_MS } from "@/server/contract/freshness";
import type { SpokenStatus } from "@/server/contract/menus";

/** What can be said of a status without a person; null: a person explains it. */
const SPOKEN: Record<OrderStatus, SpokenStatus | null> = {
  payment_due: null,
  processing: "preparing",
  pickup_available: "ready",
  in_transit: "on_its_way",
  delivered: "delivered",
  returned: null,
  cancelled: "canceled",
  problem: null,
};
const OVER: readonly OrderStatus[] = ["delivered", "returned", "cancelled"];
/** Nobody calls about an order that was over long ago. */
const RECENT_MS = 60 * 86_400_000;

type Order = Pick<OrderView, "status" | "placedAt" | "observedAt">;

/**
 * The status that a caller hears: that of their latest order that is not over, or else of their latest order.
 * @param orders newest first
 * @returns null without a recent order, when its source has not confirmed it lately, and when a person should explain it
 */
export function spokenStatus(orders: readonly Order[], now: Date): SpokenStatus | null {
  const recent = orders.filter(({ status, placedAt }) => !OVER.includes(status) || !isOlder(placedAt, RECENT_MS, now));
  const order = recent.find(({ status }) => !OVER.includes(status)) ?? recent[0];
  return order && !isOlder(order.observedAt, ORDER_STALE_MS, now) ? SPOKEN[order.status] : null;
}

const isOlder = (at: string, ms: number, now: Date): boolean => now.getTime() - Date.parse(at) > ms;
