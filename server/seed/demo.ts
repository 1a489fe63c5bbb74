import { eq } from "drizzle-orm";
import { places } from "@/db/schema";
import type { CloudEvent } from "@/server/contract/commerce";
import { ingestEvents } from "@/server/domain/commerce/ingest-events";
import type { Ctx } from "@/server/domain/context";
import { demoIngestSecret } from "@/server/lib/ingest-secrets";
import { CLOSED_STORE, WAREHOUSE } from "./catalog";
import { seedConversations } from "./conversations";
import { seedConnections } from "./demo-connections";
import { FULL, generateRetailer } from "./generator";
import { seedHours } from "./hours";
import { seedPeople } from "./people";
import { seedReplies } from "./replies";
import { retailerEvents } from "./retailer-events";

export type SeedScale = { products: number; customers: number; orders: number; conversations: number };
export const DEMO_SCALE: SeedScale = { ...FULL, conversations: 160 };

export type SeedOptions = { publicUrl: string; scale?: Partial<SeedScale>; say?: (line: string) => void };

/**
 * Fills an installation with a fictional retailer: places, people and connections; SKUs, stock, customers and orders through
 * ingest; the conversations of the last days through commands. Running it again adds nothing.
 * @param ctx a system actor
 */
export async function seedDemo(ctx: Ctx, { publicUrl, scale, say = () => {} }: SeedOptions): Promise<void> {
  const size = { ...DEMO_SCALE, ...scale };
  const now = ctx.now();
  const retailer = generateRetailer(size);
  const events = retailerEvents(retailer, now);
  say(`places, ${retailer.skus.length} SKUs, ${retailer.levels.length} stock levels`);
  await ingestAll(ctx, events, (event) => !isPersonal(event));
  await ctx.db.update(places).set({ takesWork: false }).where(eq(places.code, WAREHOUSE.code));
  say(`${retailer.customers.length} customers, ${retailer.orders.length} orders`);
  await ingestAll(ctx, events, isPersonal);
  say("people and channels");
  const people = await seedPeople(ctx);
  const connections = await seedConnections(ctx, publicUrl);
  await seedHours(ctx, CLOSED_STORE);
  await seedReplies(ctx);
  say(`${size.conversations} conversations`);
  await seedConversations({ ctx, now, connections, people }, retailer, size.conversations);
}

const isPersonal = ({ type }: CloudEvent) =>
  type === "retail.customer.changed.v1" || type === "retail.order.changed.v1";

async function ingestAll(ctx: Ctx, events: CloudEvent[], wanted: (event: CloudEvent) => boolean): Promise<void> {
  const results = await ingestEvents(ctx, demoIngestSecret().source, events.filter(wanted));
  const bad = results.find(({ outcome }) => outcome === "invalid" || outcome === "parked");
  if (bad) throw new Error(`the demo data is not usable: ${bad.id} is ${bad.outcome}: ${bad.reason}`);
}
