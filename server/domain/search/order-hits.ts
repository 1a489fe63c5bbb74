import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { rowsOf } from "@/db/sql";
import type { OrderStatus } from "@/server/contract/commerce";
import type { Id } from "@/server/contract/ids";
import { type OrderHit, SEARCH_LIMITS, type SearchFilter, type SearchGroup } from "@/server/contract/search";
import type { ScopedActor } from "@/server/contract/team";
import { maskingFor } from "@/server/domain/team/policy";
import { customerName, isReference } from "@/server/domain/text/mask";
import { markPart } from "./marked";
import type { Terms } from "./terms";
import { type OpensInRow, opensIn, opensInColumns, toIso } from "./visible";

/** Shorter parts of a number match too many. */
const LETTERS = 3;
const CANDIDATES = 200;

type Found = OpensInRow & { id: Id; number: string; status: OrderStatus; placedAt: string; customer: string };

/** Orders by the beginning or the end of their number, of customers with a conversation that the reader may see, newest first. */
export async function orderHits(
  tx: Tx,
  actor: ScopedActor,
  { terms, filter }: { terms: Terms; filter: SearchFilter },
): Promise<SearchGroup<OrderHit>> {
  const number = terms.words.join("");
  if (number.length < LETTERS || !/\d/.test(number)) return { hits: [], hasMore: false, isCut: false };
  const masking = maskingFor(actor);
  const most = SEARCH_LIMITS.orders;
  const found = await rowsOf<Found>(
    tx,
    sql`with f as materialized (
        (select id, customer_id, number, status, placed_at from orders
          where replace(search_fold(number), ' ', '') like ${`${number}%`} limit ${CANDIDATES})
        union
        (select id, customer_id, number, status, placed_at from orders
          where reverse(replace(search_fold(number), ' ', '')) like ${`${[...number].reverse().join("")}%`} limit ${CANDIDATES}))
      select f.id, f.number, f.status, f.placed_at as "placedAt", v.customer_name as customer, ${opensInColumns}
      from f cross join lateral ${opensIn(sql`f.customer_id`, actor, filter)}
      order by f.placed_at desc, f.id limit ${masking.masked ? CANDIDATES : most + 1}`,
  );
  // A number that may be a contact is hidden from masked readers, so they do not find it.
  const seen = masking.masked ? found.filter((order) => isReference(order.number)) : found;
  const hits = seen.slice(0, most).map((order) => ({
    ...order,
    placedAt: toIso(order.placedAt),
    lastMessageAt: toIso(order.lastMessageAt),
    number: markPart(order.number, terms.text),
    customer: customerName(order.customer, masking),
  }));
  return { hits, hasMore: seen.length > most, isCut: false };
}
