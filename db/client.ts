import path from "node:path";
import { env } from "@/server/lib/env";
import type { DbHandle } from "./handle";
import { openPglite } from "./pglite";
import { openPostgres } from "./postgres";

export type { Db, DbHandle, Tx } from "./handle";

// The custom server and Next's bundles are two module graphs in one process: they share one handle through globalThis,
// opened lazily, so that `next build` never opens a database.
const shared = globalThis as typeof globalThis & { __storelineDb?: Promise<DbHandle> };

/** The process's database handle. @throws Error with a sentence when the database is locked, newer, damaged or missing */
export function openDb(): Promise<DbHandle> {
  shared.__storelineDb ??= env().DATABASE_URL
    ? openPostgres(env().DATABASE_URL as string)
    : openPglite(path.join(env().DATA_DIR, "pg"));
  return shared.__storelineDb;
}

export async function closeDb(): Promise<void> {
  const open = shared.__storelineDb;
  shared.__storelineDb = undefined;
  await (await open)?.close();
}
