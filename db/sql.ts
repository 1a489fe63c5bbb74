import { type SQL, sql } from "drizzle-orm";
import type { Id } from "@/server/contract/ids";
import type { Db, Tx } from "./handle";

/**
 * Passes rows as one JSON parameter, so that a statement has the same text for any number of rows.
 * @param columns trusted SQL, e.g. `sku_id uuid, on_hand int`
 */
export function recordset(rows: Record<string, unknown>[], columns: string): SQL {
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(${sql.raw(columns)})`;
}

/** Runs hand-written SQL. Both engines answer `{ rows }`; drizzle's common type does not say so. */
export async function rowsOf<T>(db: Db | Tx, query: SQL): Promise<T[]> {
  const answer = (await db.execute(query)) as unknown as { rows: T[] };
  return answer.rows;
}

/** Ids as one parameter, which both drivers read alike. */
export const idList = (ids: readonly Id[]): SQL => sql`string_to_array(${ids.join(",")}, ',')::uuid[]`;
