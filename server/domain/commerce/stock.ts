import { sql } from "drizzle-orm";
import type { z } from "zod";
import { rowsOf } from "@/db/sql";
import { SearchStock, type SkuStock, StockOf } from "@/server/contract/commerce";
import { STOCK_SEARCH_LIMIT } from "@/server/contract/constants";
import type { Id } from "@/server/contract/ids";
import { placesOf } from "../actors";
import type { Ctx } from "../context";
import { stockViews } from "./stock-views";

/**
 * Finds SKUs by the start of their code or by words of their title, best match first, with stock at every place.
 * @returns at most 20; the reader's own places come first among each SKU's levels
 * @source the retailer's stock system, as ingested
 */
export async function searchStock(ctx: Ctx, raw: z.input<typeof SearchStock>): Promise<SkuStock[]> {
  const query = SearchStock.parse(raw).query.toLowerCase();
  if (query.includes("\0")) return [];
  const prefix = `${literal(query)}%`;
  const words = query.split(/\s+/).slice(0, 6);
  const title = sql.join(
    words.map((word) => sql`lower(title) like ${`%${literal(word)}%`}`),
    sql` and `,
  );
  // Two index scans, each with a limit, so that a short word does not read the whole catalog.
  const found = await rowsOf<{ id: Id }>(
    ctx.db,
    sql`select id from (
          (select id, 0 as rank, code, title from skus where lower(code) like ${prefix}
             order by lower(code) using ~<~ limit ${STOCK_SEARCH_LIMIT})
          union all
          (select id, 1, code, title from skus where ${title} and lower(code) not like ${prefix} limit 200)
        ) as hit order by rank, title, code limit ${STOCK_SEARCH_LIMIT}`,
  );
  return ownFirst(
    ctx,
    await stockViews(
      ctx.db,
      found.map((row) => row.id),
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

const literal = (text: string) => text.replace(/[\\%_]/g, "\\$&");
