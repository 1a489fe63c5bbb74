import path from "node:path";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { env } from "@/server/lib/env";
import { openPglite } from "./pglite";
import { openPostgres } from "./postgres";
import type * as schema from "./schema";

/** One type for both engines: nothing else knows which one runs. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>;
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];

export interface DbHandle {
  readonly db: Db;
  readonly kind: "pglite" | "postgres";
  /** The PGlite client or the pg Pool: for pg-boss, and for statements measured to need a named plan. */
  readonly raw: unknown;
  /**
   * Listens for as long as the process runs: a lost connection is replaced, and `onConnect` called, for notifications may
   * have been missed.
   * @returns a function that stops listening
   */
  listen(
    channel: string,
    onNotification: (payload: string) => void,
    onConnect?: () => void,
  ): Promise<() => Promise<void>>;
  notify(channel: string, payload: string): Promise<void>;
  /**
   * Commits a tiny write that leaves nothing behind, through everything a command's commit goes through.
   * @throws Error when it cannot, or not within `deadlineMs` of having a connection
   */
  checkWrite(deadlineMs: number): Promise<void>;
  maintain(): Promise<void>;
  close(): Promise<void>;
}

// The custom server and Next's bundles are two module graphs in one process: they share one handle through globalThis,
// opened lazily, so that `next build` never opens a database.
const shared = globalThis as typeof globalThis & { __storelineDb?: Promise<DbHandle> };

/** The process's one database handle. @throws Error in one sentence when the database is locked, newer, damaged or absent */
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
