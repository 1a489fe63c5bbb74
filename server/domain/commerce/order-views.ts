import { asc, desc, eq, inArray, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { fulfilments, orderLines, orders, places, shipments } from "@/db/schema";
import type { FulfilmentView, OrderLineView, OrderStatus, OrderView, ShipmentView } from "@/server/contract/commerce";
import type { Id, IsoDate, IsoTime } from "@/server/contract/ids";
import { membersOf } from "@/server/domain/merging/members";
import { groupBy } from "@/server/lib/group-by";
import { feedOf, latest, wholeFeed } from "./feed-freshness";

/**
 * A customer's orders, newest first, with lines, fulfilments and shipments.
 * @source the retailer's order system, as ingested; each order has its source and age
 */
export async function ordersOfCustomer(db: Db | Tx, customerId: Id, limit = 10): Promise<OrderView[]> {
  const ids = await db
    .select({ id: orders.id })
    .from(orders)
    .where(sql`${orders.customerId} in ${membersOf(customerId)}`)
    .orderBy(desc(orders.placedAt), desc(orders.id))
    .limit(limit);
  return orderViews(
    db,
    ids.map((row) => row.id),
  );
}

/** Orders by id, in the given order; unknown ids are left out. Queries and pushes both use this shape. */
export async function orderViews(db: Db | Tx, ids: Id[]): Promise<OrderView[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ order: orders, observedAt: latest(orders.observedAt, wholeFeed.observedAt) })
    .from(orders)
    .leftJoin(wholeFeed, feedOf(wholeFeed, "orders", orders.source))
    .where(inArray(orders.id, ids));
  const lines = await db
    .select()
    .from(orderLines)
    .where(inArray(orderLines.orderId, ids))
    .orderBy(asc(orderLines.position));
  const works = await db
    .select({ work: fulfilments, placeName: places.name })
    .from(fulfilments)
    .leftJoin(places, eq(places.id, fulfilments.placeId))
    .where(inArray(fulfilments.orderId, ids))
    .orderBy(asc(fulfilments.sourceId));
  const parcels = await db
    .select()
    .from(shipments)
    .where(inArray(shipments.orderId, ids))
    .orderBy(asc(shipments.sourceId));
  const linesOf = groupBy(lines, (line) => line.orderId);
  const worksOf = groupBy(works, ({ work }) => work.orderId);
  const parcelsOf = groupBy(parcels, (parcel) => parcel.orderId);
  const views = new Map(
    rows.map(({ order: row, observedAt }) => [
      row.id,
      {
        ...orderFields(row, observedAt),
        lines: (linesOf.get(row.id) ?? []).map(lineView),
        fulfilments: (worksOf.get(row.id) ?? []).map(({ work, placeName }) => fulfilmentView(work, placeName)),
        shipments: (parcelsOf.get(row.id) ?? []).map(shipmentView),
      },
    ]),
  );
  return ids.flatMap((id) => views.get(id) ?? []);
}

const orderFields = (row: typeof orders.$inferSelect, observedAt: Date) => ({
  id: row.id,
  customerId: row.customerId,
  version: row.version,
  number: row.number,
  status: row.status as OrderStatus,
  placedAt: row.placedAt.toISOString(),
  totalMinor: row.totalMinor,
  currency: row.currency,
  source: row.source,
  observedAt: observedAt.toISOString(),
});

const lineView = (row: typeof orderLines.$inferSelect): OrderLineView => ({
  id: row.id,
  skuCode: row.skuCode,
  title: row.title,
  ordered: row.ordered,
  cancelled: row.cancelled,
  fulfilled: row.fulfilled,
  delivered: row.delivered,
  returned: row.returned,
  priceMinor: row.priceMinor,
});

const fulfilmentView = (row: typeof fulfilments.$inferSelect, placeName: string | null): FulfilmentView => ({
  id: row.id,
  placeId: row.placeId,
  placeName,
  method: row.method,
  status: row.status,
  dueAt: row.dueAt?.toISOString() ?? null,
  readyAt: row.readyAt?.toISOString() ?? null,
});

const MIDNIGHT = "T00:00:00.000Z";
/** Sources that send every date with a time send midnight in UTC for one without. */
function timeOrDate(eta: Date): IsoTime | IsoDate {
  const iso = eta.toISOString();
  return iso.endsWith(MIDNIGHT) ? iso.slice(0, -MIDNIGHT.length) : iso;
}

const shipmentView = (row: typeof shipments.$inferSelect): ShipmentView => ({
  id: row.id,
  carrier: row.carrier,
  trackingNumber: row.trackingNumber,
  trackingUrl: row.trackingUrl,
  status: row.status,
  eta: row.etaDate ?? (row.eta && timeOrDate(row.eta)),
  deliveredAt: row.deliveredAt?.toISOString() ?? null,
});
