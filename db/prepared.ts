import { type Placeholder, sql } from "drizzle-orm";
import type { Db, Tx } from "./handle";

const statements = new WeakMap<object, Map<string, unknown>>();

/**
 * Builds a statement once per database handle and name. PostgreSQL plans a named statement once per connection, so the name
 * must identify everything that shapes its text.
 * @returns the statement of this handle; run it with `execute` and the values of its placeholders
 */
export function prepared<P>(db: Db | Tx, name: string, build: () => P): P {
  const known = statements.get(db) ?? new Map<string, unknown>();
  statements.set(db, known);
  const statement = (known.get(name) as P | undefined) ?? build();
  known.set(name, statement);
  return statement;
}

/**
 * Runs a prepared statement that is written as text.
 * @param text SQL with `$1…`, always the same for a name
 * @returns its rows as the driver reads them: columns unmapped, timestamps as text
 */
export async function preparedRows<Row>(
  db: Db | Tx,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const statement = prepared(db, name, () => {
    const params: Placeholder[] = values.map((_, index) => sql.placeholder(String(index)));
    return db._.session.prepareQuery({ sql: text, params }, undefined, name, false);
  });
  return ((await statement.execute({ ...values })) as { rows: Row[] }).rows;
}
