import { expect, test } from "vitest";
import type { Envelope } from "@/server/contract/events";
import { at, ME, PLACE, uuid } from "@/tests/cached";
import { type CacheState, emptyCache } from "./cache-state";
import { applyEnvelope } from "./nouns";

const HERE = PLACE.id;
const ELSEWHERE = uuid(901);
const all = (cache: CacheState, envelopes: Envelope[]) =>
  envelopes.reduce((state, envelope) => applyEnvelope(state, envelope, ME), cache);
const sku = { id: uuid(60), code: "JKT", title: "Jacket", options: "", priceMinor: null, currency: null };
const level = (placeId: string, onHand: number, minute: number, source = "till") => ({
  placeId,
  placeName: placeId,
  onHand,
  reserved: 0,
  safety: 0,
  incoming: 0,
  available: onHand,
  source,
  observedAt: at(minute),
});
const order = (version: number, customerId: string | null, placed = 1) => ({
  id: uuid(50),
  customerId,
  version,
  number: "1001",
  status: "processing" as const,
  placedAt: at(placed),
  totalMinor: 1,
  currency: "USD",
  lines: [],
  fulfilments: [],
  shipments: [],
  source: "shop",
  observedAt: at(1),
});
const context = (id: number) => ({
  customer: { id: uuid(id), version: 1, name: "Mary", isOnRecord: true, language: null, since: at(0) },
  memberIds: [uuid(id)],
  merges: [],
  sharedWith: [],
  identities: [],
  consent: [],
  loyalty: [],
  notes: [],
  orders: [],
  earlier: [],
});
const applyChange = (o: ReturnType<typeof order>) =>
  ({
    type: "order.changed",
    at: at(1),
    entity: { kind: "order", order: o, memberIds: o.customerId ? [o.customerId] : [], leftIds: [] },
  }) as Envelope;

test("an order appears with its customer, keeps the newest version, and moves when its customer changed", () => {
  const cache = {
    ...emptyCache(),
    contexts: new Map([
      [uuid(1), context(701)],
      [uuid(2), context(702)],
    ]),
  };
  const next = all(cache, [applyChange(order(2, uuid(701))), applyChange(order(1, uuid(701)))]);
  expect(next.contexts.get(uuid(1))?.orders.map(({ version }) => version)).toEqual([2]);
  const moved = all(next, [applyChange(order(3, uuid(702)))]);
  expect([uuid(1), uuid(2)].map((id) => moved.contexts.get(id)?.orders.length)).toEqual([0, 1]);
});

test("an order that now belongs to another customer leaves the previous one", () => {
  const cache = {
    ...emptyCache(),
    contexts: new Map([
      [uuid(1), { ...context(701), orders: [order(1, uuid(701))] }],
      [uuid(2), { ...context(702), orders: [order(1, uuid(702))] }],
    ]),
  };
  const left = { kind: "order_left", orderId: order(1, uuid(701)).id, customerIds: [uuid(701)] };
  const next = all(cache, [{ type: "order.changed", at: at(1), entity: left } as Envelope]);
  expect([uuid(1), uuid(2)].map((id) => next.contexts.get(id)?.orders.length)).toEqual([0, 1]);
});

test("a source's confirmation renews the age of its data, and never sets it back", () => {
  const levels = [level(HERE, 1, 1), level(ELSEWHERE, 1, 1), level(uuid(903), 1, 1, "other")];
  const cache = {
    ...emptyCache(),
    contexts: new Map([[uuid(1), { ...context(701), orders: [order(1, uuid(701))] }]]),
    stock: new Map([["q", [{ sku, levels }]]]),
  };
  const confirm = (source: string, stream: string, placeId: string | null, minute: number) =>
    ({
      type: "feed.confirmed",
      at: at(9),
      entity: { kind: "feed", source, stream, placeId, observedAt: at(minute) },
    }) as Envelope;
  const ages = (shown: CacheState) => [
    ...(shown.stock.get("q")?.[0]?.levels ?? []).map(({ observedAt }) => observedAt),
    shown.contexts.get(uuid(1))?.orders[0]?.observedAt,
  ];
  const here = all(cache, [confirm("till", "stock", HERE, 5), confirm("till", "stock", HERE, 3)]);
  expect(ages(here)).toEqual([at(5), at(1), at(1), at(1)]);
  const whole = all(here, [confirm("till", "stock", null, 4), confirm("shop", "orders", null, 6)]);
  expect(ages(whole)).toEqual([at(5), at(4), at(1), at(6)]);
  expect(all(whole, [confirm("till", "stock", null, 2)]).stock).toBe(whole.stock);
});

test("of two readings of stock the later wins at each place, and my own place stays first", () => {
  const cache = {
    ...emptyCache(),
    stock: new Map([["q", [{ sku, levels: [level(HERE, 3, 9), level(ELSEWHERE, 1, 1)] }]]]),
  };
  const stock = { sku, levels: [level(ELSEWHERE, 7, 5), level(HERE, 1, 2)] };
  const next = all(cache, [{ type: "stock.changed", at: at(1), entity: { kind: "stock", stock } } as Envelope]);
  expect(next.stock.get("q")?.[0]?.levels.map(({ onHand }) => onHand)).toEqual([3, 7]);
});
