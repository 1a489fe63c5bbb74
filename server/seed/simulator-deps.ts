import { and, desc, eq } from "drizzle-orm";
import type { z } from "zod";
import type { Db } from "@/db/client";
import { places, skus, stockLevels } from "@/db/schema";
import { twilioSms } from "@/server/channels/twilio-sms";
import type { IngestData, OrderStatus } from "@/server/contract/commerce";
import { systemClock } from "@/server/lib/clock";
import { DEMO_ENDPOINTS, demoAccounts } from "@/server/lib/demo-accounts";
import { demoIngestSecret } from "@/server/lib/ingest-secrets";
import { CONTACT_CENTER, STORES, WAREHOUSE } from "./catalog";
import { FULL, generateRetailer, type Order, type Retailer } from "./generator";
import { orderFact } from "./retailer-events";

let known: { retailer: Retailer; ordersOf: Map<string, Order[]>; orders: Map<string, Order> } | null = null;

function world() {
  if (known) return known;
  const retailer = generateRetailer(FULL);
  const ordersOf = new Map<string, Order[]>();
  for (const order of retailer.orders) ordersOf.set(order.customer, [...(ordersOf.get(order.customer) ?? []), order]);
  known = { retailer, ordersOf, orders: new Map(retailer.orders.map((order) => [order.id, order])) };
  return known;
}

/** The simulator's dependencies: the demo's retailer and this installation's accounts; the process adds its address. */
export function simulatorDeps(db: Db, publicUrl: string) {
  const { twilio, chat } = demoAccounts(publicUrl);
  const startedAt = systemClock();
  return {
    publicUrl,
    twilio: { ...twilio, webhookPath: `/api/webhooks/${twilioSms.kind}` },
    ingest: demoIngestSecret(),
    identitySecret: chat.identitySecret,
    stockPlaces: [...STORES, WAREHOUSE].map(({ code }) => code),
    retailer: () => ({
      stores: DEMO_ENDPOINTS.map(({ place, phone, widgetKey }) => {
        const name = [...STORES, CONTACT_CENTER].find(({ code }) => code === place)?.name ?? place;
        return { code: place, name, phone, widgetKey };
      }),
      customers: world().retailer.customers,
      skus: world().retailer.skus,
      ordersOf: (customer: string) => (world().ordersOf.get(customer) ?? []).map(({ id, status }) => ({ id, status })),
      orderWith(id: string, status: OrderStatus): z.input<(typeof IngestData)["retail.order.changed.v1"]> | null {
        const order = world().orders.get(id);
        return order ? orderFact({ ...order, status }, startedAt) : null;
      },
    }),
    async onHand(sku: string, place: string): Promise<number | null> {
      const [level] = await db
        .select({ onHand: stockLevels.onHand })
        .from(stockLevels)
        .innerJoin(skus, eq(skus.id, stockLevels.skuId))
        .innerJoin(places, eq(places.id, stockLevels.placeId))
        .where(and(eq(skus.code, sku), eq(places.code, place)))
        .orderBy(desc(stockLevels.observedAt))
        .limit(1);
      return level?.onHand ?? null;
    },
  };
}
