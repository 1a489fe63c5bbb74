import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type * as schema from "./schema";

/** One type for both engines, so that no other code depends on the engine. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>;
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];

export interface DbHandle {
  readonly db: Db;
  readonly kind: "pglite" | "postgres";
  /** The PGlite client or the pg Pool, for pg-boss and for named prepared statements. */
  readonly raw: unknown;
  /**
   * Listens for as long as the process runs. After a lost connection it reconnects and calls `onConnect`, because notifications
   * may have been missed.
   * @returns a function that stops listening
   */
  listen(
    channel: string,
    onNotification: (payload: string) => void,
    onConnect?: () => void,
  ): Promise<() => Promise<void>>;
  notify(channel: string, payload: string): Promise<void>;
  /**
   * Commits a tiny write that leaves nothing behind, by the same path as a command's commit.
   * @throws Error when it fails, or takes longer than `deadlineMs` on a connection
   */
  checkWrite(deadlineMs: number): Promise<void>;
  maintain(): Promise<void>;
  close(): Promise<void>;
}
