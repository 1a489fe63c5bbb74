import { type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";

/**
 * Rows as one parameter: a statement over this joins or inserts hundreds, whatever their number.
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

/** Rows by key, in their order. */
export function groupBy<K, R>(rows: R[], keyOf: (row: R) => K): Map<K, R[]> {
  const groups = new Map<K, R[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
