import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "vitest";
import { MIGRATIONS } from "@/db/migrate";

/**
 * Versions whose databases must open, oldest first, by their newest migration. Each has a file of rows beside this one, named
 * like the migration: what that version writes and the one before it could not. Add a version when it is released.
 */
export const VERSIONS = [
  "20261122073949_items_in_doubt",
  "20261129103112_retention_indexes",
  "20261129165256_calls",
] as const;
export type Version = (typeof VERSIONS)[number];

/**
 * Fills an empty database as one that has been in use until `version`: the migrations and the rows of each version up to it.
 * @param migrate applies the migrations of a folder with drizzle's own migrator
 * @param execute runs several statements
 */
export async function fillPrevious(
  version: Version,
  migrate: (folder: string) => Promise<unknown>,
  execute: (sql: string) => Promise<unknown>,
): Promise<void> {
  for (const each of VERSIONS.slice(0, VERSIONS.indexOf(version) + 1)) {
    await withMigrationsUntil(each, migrate);
    await execute(readFileSync(path.join(import.meta.dirname, `${each.replace(/^\d+_/, "")}.sql`), "utf8"));
  }
}

async function withMigrationsUntil(newest: string, migrate: (folder: string) => Promise<unknown>): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "storeline-previous-"));
  try {
    mkdirSync(path.join(folder, "meta"));
    const journal = JSON.parse(readFileSync(path.join(MIGRATIONS, "meta", "_journal.json"), "utf8"));
    const last = journal.entries.findIndex(({ tag }: { tag: string }) => tag === newest);
    if (last < 0) throw new Error(`${newest} is not in the journal`);
    const entries: { tag: string }[] = journal.entries.slice(0, last + 1);
    for (const { tag } of entries) cpSync(path.join(MIGRATIONS, `${tag}.sql`), path.join(folder, `${tag}.sql`));
    writeFileSync(path.join(folder, "meta", "_journal.json"), JSON.stringify({ ...journal, entries }));
    await migrate(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An id of the rows: its group and its number there, as in `previousId(5, 1)` for the first conversation. */
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

/** Declares a test for the one version whose rows can show it. */
export const testOf =
  (version: Version, newestMigration: string) =>
  (title: string, run: () => Promise<void>): void => {
    if (version.endsWith(newestMigration)) test(title, run);
  };
