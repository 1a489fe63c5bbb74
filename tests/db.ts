import { readFileSync } from "node:fs";
import type { PGlite } from "@electric-sql/pglite";
import { inject } from "vitest";
import type { Db, DbHandle } from "../db/client";
import { openPglite } from "../db/pglite";
import { forgetSettings } from "../server/domain/settings/setting-values";
import { forgetLimits } from "../server/domain/settings/shared-limits";

const shared = globalThis as typeof globalThis & { __testDb?: Promise<DbHandle> };

/** An empty, migrated, embedded database: one per worker process, emptied by every call. */
export async function freshDb(): Promise<{ db: Db; handle: DbHandle }> {
  shared.__testDb ??= openPglite(undefined, new Blob([readFileSync(inject("template"))]));
  const handle = await shared.__testDb;
  await emptyTables(handle.raw as PGlite);
  forgetLimits(handle.db);
  forgetSettings(handle.db);
  return { db: handle.db, handle };
}

/** Deleted rows slow scans down until their table is truncated. */
const TRUNCATE_EVERY = 25;
let emptied = 0;

/** Empties every table of ours, whatever they are called. Deleting a test's few rows is several times faster than truncating. */
async function emptyTables(db: PGlite): Promise<void> {
  const tables = await listed(db, "select format('%I', tablename) as name from pg_tables where schemaname = 'public'");
  if (emptied++ % TRUNCATE_EVERY === 0)
    return void (await db.exec(`truncate ${tables.join(", ")} restart identity cascade`));
  const rowIn = (table: string) => `select '${table}' as name where exists (select 1 from ${table})`;
  const filled = await listed(db, tables.map(rowIn).join(" union all "));
  const used = await listed(
    db,
    "select format('%I', sequencename) as name from pg_sequences where schemaname = 'public' and last_value is not null",
  );
  await db.exec(
    [
      "set session_replication_role = replica",
      ...filled.map((table) => `delete from ${table}`),
      "set session_replication_role = default",
      ...used.map((sequence) => `alter sequence ${sequence} restart`),
    ].join(";"),
  );
}

async function listed(db: PGlite, query: string): Promise<string[]> {
  return (await db.query<{ name: string }>(query)).rows.map(({ name }) => name);
}
