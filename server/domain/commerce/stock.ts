import type { z } from "zod";
import { SearchStock, type SkuStock, StockOf } from "@/server/contract/commerce";
import { STOCK_SEARCH_LIMIT } from "@/server/contract/constants";
import type { Id } from "@/server/contract/ids";
import { placesOf } from "../actors";
import type { Ctx } from "../context";
import { findSkus } from "./find-skus";
import { stockViews } from "./stock-views";

/**
 * Finds SKUs by the start of their code or by words of their title, best match first, with stock at every place.
 * @returns at most 20; the reader's own places come first among each SKU's levels
 * @source the retailer's stock system, as ingested
 */
export async function searchStock(ctx: Ctx, raw: z.input<typeof SearchStock>): Promise<SkuStock[]> {
  const found = await findSkus(ctx.db, SearchStock.parse(raw).query, STOCK_SEARCH_LIMIT);
  return ownFirst(
    ctx,
    await stockViews(
      ctx.db,
      found.map(({ id }) => id),
    ),
  );
}

/** Stock of these SKUs at every place, the reader's own places first. @source the retailer's stock system, as ingested */
export async function stockOf(ctx: Ctx, raw: z.input<typeof StockOf>): Promise<SkuStock[]> {
  return ownFirst(ctx, await stockViews(ctx.db, [...new Set(StockOf.parse(raw).skuIds)]));
}

function ownFirst({ actor }: Ctx, stocks: SkuStock[]): SkuStock[] {
  const { all, placeIds } = placesOf(actor);
  if (all) return stocks;
  const rank = (placeId: Id) => (placeIds.includes(placeId) ? 0 : 1);
  return stocks.map((stock) => ({
    ...stock,
    levels: [...stock.levels].sort((a, b) => rank(a.placeId) - rank(b.placeId)),
  }));
}
