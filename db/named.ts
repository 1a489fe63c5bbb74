import type { Db, Tx } from "./client";

/**
 * Runs a statement under a name, so that PostgreSQL plans it once per connection: for the few statements every message runs.
 * @param text SQL with `$1…`; its rows come back unmapped, timestamps as text
 */
export async function named<Row>(db: Db | Tx, name: string, text: string, params: unknown[]): Promise<Row[]> {
  const statement = db._.session.prepareQuery({ sql: text, params }, undefined, name, false);
  return ((await statement.execute()) as { rows: Row[] }).rows;
}
