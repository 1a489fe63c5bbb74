import { asc, eq, inArray } from "drizzle-orm";

import type { Db, Tx } from "@/db/client";
import { places, skus, stockLevels } from "@/db/schema";
import type { SkuStock, StockLevelView } from "@/server/contract/commerce";
import type { Id } from "@/server/contract/ids";
import { groupBy } from "@/server/lib/group-by";
import { feedOf, latest, placeFeed, wholeFeed } from "./feed-freshness";

/**
 * Stock of these SKUs at every place, in pieces, stores sorted by code. Searches and pushes both use this shape.
 * @source the retailer's stock system, as ingested; each level has its source and age
 */
export async function stockViews(db: Db | Tx, skuIds: Id[]): Promise<SkuStock[]> {
  if (skuIds.length === 0) return [];
  const rows = await db.select().from(skus).where(inArray(skus.id, skuIds));
  const levels = await db
    .select({
      level: stockLevels,
      placeName: places.name,
      observedAt: latest(stockLevels.observedAt, placeFeed.observedAt, wholeFeed.observedAt),
    })
    .from(stockLevels)
    .innerJoin(places, eq(places.id, stockLevels.placeId))
    .leftJoin(placeFeed, feedOf(placeFeed, "stock", stockLevels.source, stockLevels.placeId))
    .leftJoin(wholeFeed, feedOf(wholeFeed, "stock", stockLevels.source))
    .where(inArray(stockLevels.skuId, skuIds))
    .orderBy(asc(places.code));
  const bySku = groupBy(levels, ({ level }) => level.skuId);
  const found = new Map(
    rows.map((sku) => {
      const view = {
        id: sku.id,
        code: sku.code,
        title: sku.title,
        options: Object.values(sku.options).join(", "),
        priceMinor: sku.priceMinor,
        currency: sku.currency,
      };
      const of = lastSeenOfPlace(bySku.get(sku.id) ?? []);
      return [sku.id, { sku: view, levels: of.map(levelView) }];
    }),
  );
  return skuIds.flatMap((id) => found.get(id) ?? []);
}

/** When several sources report a place, the one confirmed last is shown, or of equals the one with the greater name. */
function lastSeenOfPlace(found: Found[]): Found[] {
  const shown = new Map<Id, Found>();
  for (const one of found) {
    const have = shown.get(one.level.placeId);
    const age = have ? +one.observedAt - +have.observedAt : 1;
    if (!have || age > 0 || (age === 0 && one.level.source > have.level.source)) shown.set(one.level.placeId, one);
  }
  return [...shown.values()];
}

type Found = { level: typeof stockLevels.$inferSelect; placeName: string; observedAt: Date };
const levelView = ({ level, placeName, observedAt }: Found): StockLevelView => ({
  placeId: level.placeId,
  placeName,
  onHand: level.onHand,
  reserved: level.reserved,
  safety: level.safety,
  incoming: level.incoming,
  available: level.onHand - level.reserved - level.safety,
  source: level.source,
  observedAt: observedAt.toISOString(),
});
