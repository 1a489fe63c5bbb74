import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
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
