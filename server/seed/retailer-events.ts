import type { z } from "zod";
import type { CloudEvent, IngestData, IngestType } from "@/server/contract/commerce";
import { CARRIER, CONTACT_CENTER, LOYALTY, STORES, WAREHOUSE } from "./catalog";
import type { Order, Retailer } from "./generator";

const HOUR = 3_600_000;

/** The retailer's facts as its own systems would publish them: one CloudEvent per fact, in the order a first import has. */
export function retailerEvents(retailer: Retailer, now: Date): CloudEvent[] {
  const fact = <T extends IngestType>(type: T, id: string, data: z.input<(typeof IngestData)[T]>, ageMs: number) => {
    const at = now.getTime() - ageMs;
    return {
      specversion: "1.0" as const,
      id: `seed/${id}`,
      source: "/demo/retailer",
      type,
      time: new Date(at).toISOString(),
      sequence: Math.round(at),
      data,
    };
  };
  return [
    ...placeFacts().map((place) => fact("retail.place.changed.v1", `place/${place.code}`, place, HOUR)),
    ...retailer.skus.map(({ code, title, size, priceMinor, gtin }) =>
      fact(
        "retail.sku.changed.v1",
        `sku/${code}`,
        { code, title, options: size ? { Size: size } : {}, priceMinor, currency: "USD", gtin },
        HOUR,
      ),
    ),
    ...retailer.customers.map(({ id, name, phone, email, tier, points }) =>
      fact(
        "retail.customer.changed.v1",
        `customer/${id}`,
        {
          id,
          name,
          language: "en",
          phones: [phone],
          emails: [email],
          loyalty: tier ? { program: LOYALTY, memberNo: `TC-${id.slice(1)}`, tier, points } : null,
        },
        HOUR,
      ),
    ),
    ...retailer.levels.map((level, i) =>
      fact("retail.stock.level.changed.v1", `stock/${level.sku}@${level.place}`, level, (i % 200) * 1000),
    ),
    ...retailer.orders.map((order) =>
      fact("retail.order.changed.v1", `order/${order.id}`, orderFact(order, now), Math.min(order.hoursAgo, 0.1) * HOUR),
    ),
  ];
}

const placeFacts = () => [
  ...[...STORES, WAREHOUSE].map((place) => ({ ...place, kind: "store" as const })),
  { ...CONTACT_CENTER, kind: "team" as const },
];

export function orderFact(order: Order, now: Date): z.input<(typeof IngestData)["retail.order.changed.v1"]> {
  const placed = now.getTime() - order.hoursAgo * HOUR;
  const at = (hoursLater: number) => new Date(placed + hoursLater * HOUR).toISOString();
  const { status } = order;
  const isDone = status === "delivered" || status === "returned";
  const isReady = isDone || status === "pickup_available" || status === "in_transit";
  return {
    id: order.id,
    number: order.id,
    customer: order.customer,
    status,
    placedAt: at(0),
    totalMinor: order.lines.reduce((sum, line) => sum + line.ordered * line.sku.priceMinor, 0),
    currency: "USD",
    lines: order.lines.map(({ sku, ordered, done }, i) => ({
      id: String(i + 1),
      sku: sku.code,
      title: [sku.title, sku.size].filter(Boolean).join(", "),
      ordered,
      cancelled: status === "cancelled" ? ordered : 0,
      fulfilled: isReady ? ordered : 0,
      delivered: done,
      returned: status === "returned" ? ordered : 0,
      priceMinor: sku.priceMinor,
    })),
    fulfilments: [
      {
        id: "1",
        place: order.place,
        method: order.method,
        status: status === "cancelled" ? "cancelled" : isDone ? "closed" : isReady ? "ready" : "in progress",
        dueAt: at(order.method === "pickup" ? 4 : 24),
        readyAt: isReady ? at(3) : null,
      },
    ],
    shipments: order.tracking
      ? [
          {
            id: "1",
            carrier: CARRIER,
            trackingNumber: order.tracking,
            trackingUrl: `https://example.com/track/${order.tracking}`,
            status: isDone ? "delivered" : status === "problem" ? "delayed" : "in transit",
            eta: at(96),
            deliveredAt: isDone ? at(80) : null,
          },
        ]
      : [],
  };
}
