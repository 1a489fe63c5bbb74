import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";

type Row = Record<string, unknown>;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** Columns with values of the database's clock and transactions, which differ between runs. */
const OF_THE_RUN: Record<string, readonly string[]> = {
  events: ["tx", "at"],
  jobs: ["run_at"],
  inbox_events: ["received_at"],
  places: ["created_at"],
  users: ["created_at", "email", "name"],
  connections: ["created_at", "account"],
  sessions: ["created_at", "expires_at"],
  attachments: ["created_at"],
  customers: ["created_at"],
  customer_identities: ["created_at"],
};

/**
 * Every row of every table, comparable between two runs that did the same: generated ids are replaced by names derived from
 * their rows, and values of the database's clock are left out.
 */
export async function comparableRows(db: Db): Promise<Record<string, string[]>> {
  const tables = Object.entries(await allRows(db)).map(([table, rows]) => {
    for (const row of rows) for (const column of OF_THE_RUN[table] ?? []) delete row[column];
    return [table, rows.map((row) => JSON.stringify(row))] as const;
  });
  const names = new Map<string, string>();
  const named = (row: string) => row.replace(UUID, (id) => names.get(id) ?? "unnamed");
  const sorted = (rows: readonly string[]) => [...rows].sort((a, b) => compare(named(a), named(b)));
  // A unique row gives its ids names, which make further rows unique.
  for (let known = -1; known < names.size; ) {
    known = names.size;
    for (const [, rows] of tables)
      for (const row of alone(sorted(rows), named))
        for (const [id] of row.matchAll(UUID)) if (!names.has(id)) names.set(id, `id-${names.size + 1}`);
  }
  return Object.fromEntries(tables.map(([table, rows]) => [table, sorted(rows).map(named)]));
}

const alone = (rows: readonly string[], named: (row: string) => string): string[] => {
  const seen = new Map<string, number>();
  for (const row of rows) seen.set(named(row), (seen.get(named(row)) ?? 0) + 1);
  return rows.filter((row) => seen.get(named(row)) === 1);
};

async function allRows(db: Db): Promise<Record<string, Row[]>> {
  const { rows } = (await db.execute(
    sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  )) as unknown as { rows: { name: string }[] };
  const tables: Record<string, Row[]> = {};
  for (const { name } of rows) {
    const found = await db.execute(sql`select to_jsonb(t) as row from ${sql.identifier(name)} t`);
    tables[name] = (found as unknown as { rows: { row: Row }[] }).rows.map(({ row }) => row);
  }
  return tables;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
