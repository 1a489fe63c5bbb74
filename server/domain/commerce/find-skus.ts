import { sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { rowsOf } from "@/db/sql";
import type { SkuView } from "@/server/contract/commerce";
import { likeText, wordsOf } from "@/server/lib/search-words";

const WORDS = 6;
/** A short word does not read the whole catalog. */
const CANDIDATES = 200;

type Found = Omit<SkuView, "options" | "priceMinor"> & { options: Record<string, string>; priceMinor: string | null };

/** SKUs whose code begins with this text, or whose title contains its words: best match first. @source the retailer's catalog, as ingested */
export async function findSkus(db: Db | Tx, text: string, limit: number): Promise<SkuView[]> {
  if (text.includes("\0")) return [];
  const prefix = `${likeText(text.toLowerCase())}%`;
  const words = wordsOf(text).slice(0, WORDS);
  const title = sql.join(
    words.map(({ word }) => sql`search_fold(title) like ${`%${likeText(word)}%`}`),
    sql` and `,
  );
  // Two index scans, each with a limit.
  const byTitle = sql`select id, 1, code, title from skus where ${title} and lower(code) not like ${prefix} limit ${CANDIDATES}`;
  const found = await rowsOf<Found>(
    db,
    sql`select s.id, s.code, s.title, s.options, s.price_minor as "priceMinor", s.currency from (
          (select id, 0 as rank, code, title from skus where lower(code) like ${prefix}
             order by lower(code) using ~<~ limit ${limit})
          ${words.length > 0 ? sql`union all (${byTitle})` : sql``}
        ) as hit join skus s on s.id = hit.id order by hit.rank, hit.title, hit.code limit ${limit}`,
  );
  return found.map(({ options, priceMinor, ...sku }) => ({
    ...sku,
    options: Object.values(options).join(", "),
    priceMinor: priceMinor === null ? null : Number(priceMinor),
  }));
}
