import { readFileSync } from "node:fs";
import type { PGlite } from "@electric-sql/pglite";
import { inject } from "vitest";
import type { Db, DbHandle } from "../db/client";
import { openPglite } from "../db/pglite";
import { forgetLimits } from "../server/domain/settings/shared-limits";

const shared = globalThis as typeof globalThis & { __testDb?: Promise<DbHandle> };

/** An empty, migrated, embedded database: one per worker process, emptied by every call. */
export async function freshDb(): Promise<{ db: Db; handle: DbHandle }> {
  shared.__testDb ??= openPglite(undefined, new Blob([readFileSync(inject("template"))]));
  const handle = await shared.__testDb;
  await emptyTables((text) => (handle.raw as PGlite).query(text));
  forgetLimits(handle.db);
  return { db: handle.db, handle };
}

/** Empties every table of ours, whatever they are called. */
export async function emptyTables(query: (text: string) => Promise<{ rows: unknown[] }>): Promise<void> {
  const { rows } = await query(
    "select string_agg(format('%I.%I', schemaname, tablename), ', ') as names from pg_tables where schemaname = 'public'",
  );
  await query(`truncate ${(rows[0] as { names: string }).names} restart identity cascade`);
}
