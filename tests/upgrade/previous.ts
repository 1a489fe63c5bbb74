import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { MIGRATIONS } from "@/db/migrate";

/** The newest migration of the version that is out in the world. Move it when a version is released. */
const PREVIOUS = "20261122073949_items_in_doubt";

/** A folder with only the migrations of the previous version, for drizzle's own migrator. */
export async function withPreviousMigrations(migrate: (folder: string) => Promise<unknown>): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "storeline-previous-"));
  try {
    mkdirSync(path.join(folder, "meta"));
    const journal = JSON.parse(readFileSync(path.join(MIGRATIONS, "meta", "_journal.json"), "utf8"));
    const last = journal.entries.findIndex(({ tag }: { tag: string }) => tag === PREVIOUS);
    if (last < 0) throw new Error(`${PREVIOUS} is not in the journal`);
    const entries: { tag: string }[] = journal.entries.slice(0, last + 1);
    for (const { tag } of entries) cpSync(path.join(MIGRATIONS, `${tag}.sql`), path.join(folder, `${tag}.sql`));
    writeFileSync(path.join(folder, "meta", "_journal.json"), JSON.stringify({ ...journal, entries }));
    await migrate(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The rows of `previous.sql`, as statements for either driver. */
export const previousRows = (): string => readFileSync(path.join(import.meta.dirname, "previous.sql"), "utf8");

/** An id of `previous.sql`: its group and its number there, as in `previousId(5, 1)` for the first conversation. */
export const previousId = (group: number, number: number | string): string =>
  `00000000-0000-7000-8000-${String(group).padStart(4, "0")}${String(number).padStart(8, "0")}`;

export type Query = (sql: string) => Promise<{ rows: unknown[] }>;

/** How many rows each table holds, by name. */
export async function rowCounts(query: Query): Promise<Map<string, number>> {
  const { rows } = await query("select tablename as name from pg_tables where schemaname = 'public'");
  const counts = new Map<string, number>();
  for (const { name } of rows as { name: string }[]) {
    const [first] = (await query(`select count(*)::int as n from "${name}"`)).rows as { n: number }[];
    counts.set(name, first?.n ?? 0);
  }
  return counts;
}
