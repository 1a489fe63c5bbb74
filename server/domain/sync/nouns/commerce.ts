import type { PushedNouns } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import { groupsOf } from "@/server/domain/merging/members";
import { order as maskedOrder } from "@/server/domain/text/mask";
import { orderViews } from "../../commerce/order-views";
import { stockViews } from "../../commerce/stock-views";
import { entitiesOf, idsOf, type NounDescriptor } from "../noun";

export const order: NounDescriptor<PushedNouns["order"]> = {
  events: { "order.changed": true },
  // An event of a moved order also reaches people who lose it, so a later event does not replace it.
  subject: ({ orderId, previousCustomerId }) => (previousCustomerId ? null : orderId),
  async load(db, events) {
    const found = await orderViews(
      db,
      idsOf(events, ({ payload }) => payload.orderId),
    );
    const orders = new Map(found.map((view) => [view.id, view]));
    const previous = events.flatMap(({ payload }) => payload.previousCustomerId ?? []);
    const groups = await groupsOf(db, [...found.flatMap(({ customerId }) => customerId ?? []), ...previous]);
    const membersOf = (id: Id | null | undefined) => (id && groups.get(id)?.memberIds) || [];
    return (masking) =>
      entitiesOf(events, ({ payload }) => {
        const view = orders.get(payload.orderId);
        if (!view) return null;
        const memberIds = membersOf(view.customerId);
        const leftIds = membersOf(payload.previousCustomerId);
        return { kind: "order", order: maskedOrder(view, masking), memberIds, leftIds };
      });
  },
  /** Screens of the order's customer receive all of it; those of the previous customer, that it left. */
  audience(recipient, entity, { payload: { orderId } }) {
    if (entity.kind !== "order") return null;
    const { memberIds, leftIds } = entity;
    const isSubscribed = (id: Id) => recipient.isSubscribedToCustomer(id);
    if (memberIds.some(isSubscribed)) return entity;
    return leftIds.some(isSubscribed) ? { kind: "order_left", orderId, customerIds: leftIds } : null;
  },
  customers: ({ customerId, previousCustomerId }) => [customerId, previousCustomerId].flatMap((id) => id ?? []),
};

/** Every person may see the stock of every place. */
export const stock: NounDescriptor<PushedNouns["stock"]> = {
  events: { "stock.changed": true },
  subject: ({ skuId }) => skuId,
  async load(db, events) {
    const found = await stockViews(
      db,
      idsOf(events, ({ payload }) => payload.skuId),
    );
    const levels = new Map(found.map((level) => [level.sku.id, { kind: "stock" as const, stock: level }]));
    return () => entitiesOf(events, ({ payload }) => levels.get(payload.skuId));
  },
  audience: (recipient, entity) => (recipient.isSubscribedToSku(entity.stock.sku.id) ? entity : null),
};

/** Data that is not on screen gets its age when it is fetched. */
export const feed: NounDescriptor<PushedNouns["feed"]> = {
  events: { "feed.confirmed": true },
  subject: ({ source, stream, placeId }) => JSON.stringify([source, stream, placeId]),
  load: async (_, events) => () => entitiesOf(events, ({ payload }) => ({ kind: "feed", ...payload })),
  audience: (recipient, entity) => (recipient.isSubscribedToStream(entity.stream) ? entity : null),
};
