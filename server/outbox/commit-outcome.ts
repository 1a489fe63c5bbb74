import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";

/** PostgreSQL's id of a transaction, as text. */
export type TransactionId = string;

/** How long to wait for the transaction of a session whose client is gone. */
const TIMEOUT_MS = 4000;
const ASK_AGAIN_MS = 100;

/**
 * Looks up the outcome of a transaction whose `commit` got no response.
 * @param tx null when the transaction's id is not known
 * @returns "unknown" when it is still running, or the database cannot be asked
 */
export async function commitOutcome(db: Db, tx: TransactionId | null): Promise<"committed" | "aborted" | "unknown"> {
  if (tx === null) return "unknown";
  const until = performance.now() + TIMEOUT_MS;
  do {
    const status = await statusOf(db, tx).catch(() => null);
    if (status === "committed" || status === "aborted") return status;
    await sleep(ASK_AGAIN_MS);
  } while (performance.now() < until);
  return "unknown";
}

async function statusOf(db: Db, tx: TransactionId): Promise<string | null> {
  const { rows } = (await db.execute(sql`select pg_xact_status(${tx}::xid8) as status`)) as unknown as {
    rows: { status: string | null }[];
  };
  return rows[0]?.status ?? null;
}
