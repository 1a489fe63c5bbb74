import type { OrderStatus } from "@/server/contract/commerce";
import { currentMs, systemClock } from "@/server/lib/clock";
import type { Phones } from "./phones";
import type { SimCustomer, SimSku, SimStore, SimulatorDeps } from "./types";
import type { WebhookClient } from "./webhook-client";

const NEXT: Partial<Record<OrderStatus, OrderStatus>> = {
  payment_due: "processing",
  processing: "in_transit",
  in_transit: "delivered",
  pickup_available: "delivered",
  delivered: "returned",
};

/** The actions of the outside world. Each sends a signed request and writes a line to the log. */
export function createActions(deps: SimulatorDeps, webhooks: WebhookClient, phones: Phones) {
  const statuses = new Map<string, OrderStatus>();
  let soldOrders = 0;

  async function text(phone: string, store: SimStore, body: string, photo: string | null): Promise<void> {
    const id = await webhooks.text(phone, store, body, photo ? [photo] : []);
    const at = systemClock().toISOString();
    phones.add(phone, {
      id,
      direction: "out",
      store: store.name,
      text: body,
      media: photo ? [photo] : [],
      status: "sent",
      at,
    });
    phones.log("texted", { phone, store: store.name, text: short(body) });
  }

  async function chat(customer: SimCustomer, store: SimStore, body: string): Promise<void> {
    await webhooks.chat(customer, store, body);
    phones.log("chatted", { customer: customer.name, store: store.name, text: short(body) });
  }

  /** @returns false for an order that does not exist */
  async function changeOrder(orderId: string, status: OrderStatus): Promise<boolean> {
    const fact = deps.retailer().orderWith(orderId, status);
    if (!fact) return false;
    await webhooks.publish("retail.order.changed.v1", `order/${orderId}`, fact);
    statuses.set(orderId, status);
    phones.log("orderChanged", { order: orderId, status });
    return true;
  }

  /** A sale at the till: the stock level falls, and a named customer gets a new order. */
  async function buy(sku: SimSku, store: SimStore, customer: SimCustomer | null): Promise<void> {
    const onHand = await deps.onHand(sku.code, store.code);
    const left = (onHand ?? 1) - 1;
    await webhooks.publish("retail.stock.level.changed.v1", `sku/${sku.code}@place/${store.code}`, {
      sku: sku.code,
      place: store.code,
      onHand: left,
    });
    const item = [sku.title, sku.size].filter(Boolean).join(", ");
    phones.log("sold", { store: store.name, item, left }, left >= 0);
    if (!customer) return;
    const id = `T${currentMs()}${soldOrders++ % 10}`;
    await webhooks.publish("retail.order.changed.v1", `order/${id}`, tillOrder(id, sku, store, customer));
    phones.log("bought", { customer: customer.name, order: id });
  }

  return {
    text,
    chat,
    changeOrder,
    buy,
    ordersOf: (customerId: string) =>
      deps
        .retailer()
        .ordersOf(customerId)
        .map((order) => ({ ...order, status: statuses.get(order.id) ?? order.status })),
    next: (status: OrderStatus): OrderStatus => NEXT[status] ?? "processing",
  };
}
export type Actions = ReturnType<typeof createActions>;

const short = (body: string) => (body.length > 60 ? `${body.slice(0, 59)}…` : body);

const tillOrder = (id: string, sku: SimSku, store: SimStore, customer: SimCustomer) => ({
  id,
  number: id,
  customer: customer.id,
  status: "delivered",
  placedAt: systemClock().toISOString(),
  totalMinor: sku.priceMinor,
  currency: "USD",
  lines: [
    { id: "1", sku: sku.code, title: sku.title, ordered: 1, fulfilled: 1, delivered: 1, priceMinor: sku.priceMinor },
  ],
  fulfilments: [{ id: "1", place: store.code, method: "other", status: "carried out" }],
});
