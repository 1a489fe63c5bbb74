import type { Db, Tx } from "@/db/client";

const known = new WeakMap<object, Map<string, unknown>>();

/**
 * Builds a statement once per database handle. Building is most of what a small query costs this process, and a named
 * statement is planned once per connection; so the name must say everything that shapes the text.
 */
export function prepared<P>(db: Db | Tx, name: string, build: () => P): P {
  const statements = known.get(db) ?? new Map<string, unknown>();
  known.set(db, statements);
  const statement = (statements.get(name) as P | undefined) ?? build();
  statements.set(name, statement);
  return statement;
}
