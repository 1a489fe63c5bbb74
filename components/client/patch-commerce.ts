import type { Lineage, OrderView, SkuStock, StockLevelView } from "@/server/contract/commerce";
import type { Entity } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { Me } from "@/server/contract/team";
import { type CacheState, mapValues } from "./cache-state";

export function placeOrder(cache: CacheState, order: OrderView): CacheState {
  const contexts = mapValues(cache.contexts, (context) => {
    const current = context.orders.find((other) => other.id === order.id);
    if (current && current.version >= order.version) return context;
    const belongs = order.customerId !== null && context.memberIds.includes(order.customerId);
    if (!current && !belongs) return context;
    const others = context.orders.filter((other) => other.id !== order.id);
    const orders = belongs ? [...others, order].sort((a, b) => (a.placedAt < b.placedAt ? 1 : -1)) : others;
    return { ...context, orders };
  });
  return { ...cache, contexts };
}

/** The order now belongs to another customer. */
export function orderLeft(
  cache: CacheState,
  { orderId, customerIds }: Extract<Entity, { kind: "order_left" }>,
): CacheState {
  const contexts = mapValues(cache.contexts, (context) =>
    context.memberIds.some((id) => customerIds.includes(id)) && context.orders.some((order) => order.id === orderId)
      ? { ...context, orders: context.orders.filter((order) => order.id !== orderId) }
      : context,
  );
  return { ...cache, contexts };
}

/** For each place the later observation wins. The reader's own places come first, as in the query. */
export function placeStock(cache: CacheState, stock: SkuStock, me: Me): CacheState {
  const merge = (shown: SkuStock): SkuStock => {
    const byPlace = new Map<Id, StockLevelView>(stock.levels.map((level) => [level.placeId, level]));
    for (const level of shown.levels) {
      const pushed = byPlace.get(level.placeId);
      if (!pushed || pushed.observedAt < level.observedAt) byPlace.set(level.placeId, level);
    }
    const isMine = (level: StockLevelView) => me.scope.placeIds.includes(level.placeId);
    const levels = [...byPlace.values()];
    return { sku: stock.sku, levels: [...levels.filter(isMine), ...levels.filter((level) => !isMine(level))] };
  };
  const next = mapValues(cache.stock, (list) =>
    list.some((shown) => shown.sku.id === stock.sku.id)
      ? list.map((shown) => (shown.sku.id === stock.sku.id ? merge(shown) : shown))
      : list,
  );
  return { ...cache, stock: next };
}

/** A source confirmed its data: renews the age, and never sets it back. */
export function placeConfirmation(cache: CacheState, feed: Extract<Entity, { kind: "feed" }>): CacheState {
  const renew = <V extends Lineage>(shown: V): V =>
    shown.source === feed.source && shown.observedAt < feed.observedAt
      ? { ...shown, observedAt: feed.observedAt }
      : shown;
  if (feed.stream === "orders") {
    const contexts = mapValues(cache.contexts, (context) => {
      const orders = renewed(context.orders, renew);
      return orders === context.orders ? context : { ...context, orders };
    });
    return { ...cache, contexts };
  }
  const isOfPlace = (level: StockLevelView) => feed.placeId === null || feed.placeId === level.placeId;
  const stock = mapValues(cache.stock, (list) =>
    renewed(list, (shown) => {
      const levels = renewed(shown.levels, (level) => (isOfPlace(level) ? renew(level) : level));
      return levels === shown.levels ? shown : { ...shown, levels };
    }),
  );
  return { ...cache, stock };
}

/** The same list when nothing in it changed. */
function renewed<V>(list: V[], renew: (one: V) => V): V[] {
  const next = list.map(renew);
  return next.some((one, at) => one !== list[at]) ? next : list;
}
