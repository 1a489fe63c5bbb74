import { readFileSync } from "node:fs";
import path from "node:path";

export const MIGRATIONS = path.join(process.cwd(), "db", "migrations");

type Journal = { entries: { when: number; tag: string }[] };

/** The newest migration this code knows, as drizzle records it. */
export function newestKnown(): number {
  const journal = JSON.parse(readFileSync(path.join(MIGRATIONS, "meta", "_journal.json"), "utf8")) as Journal;
  return Math.max(...journal.entries.map((entry) => entry.when));
}

/** Refuses a database written by newer code, before anything is touched. */
export async function refuseNewer(query: (sql: string) => Promise<{ rows: unknown[] }>): Promise<void> {
  const table = await query("select to_regclass('drizzle.__drizzle_migrations') as t");
  if (!(table.rows[0] as { t: string | null } | undefined)?.t) return;
  const newest = await query("select max(created_at) as at from drizzle.__drizzle_migrations");
  refuseNewerThan(Number((newest.rows[0] as { at: string | null }).at ?? 0));
}

/** @param schema the newest migration of the code that wrote the database */
export function refuseNewerThan(schema: number): void {
  if (schema > newestKnown())
    throw new Error(
      "the database was written by a newer version of Storeline; none of its data was changed. Start that version, or restore a backup.",
    );
}
