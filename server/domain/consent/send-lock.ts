import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { Identity } from "@/server/contract/customers";

/**
 * Serializes the checks of sends to an address with its opt-outs: sends share the lock, an opt-out has it alone. Held until the
 * end of this short transaction, never while a provider is called.
 */
export async function lockSends(
  tx: Tx,
  { kind, scope = "", value }: Identity,
  who: "for a send" | "for an opt-out",
): Promise<void> {
  const key = sql`hashtextextended(${`send ${kind} ${scope ? `${scope} ` : ""}${value}`}, 0)`;
  await tx.execute(
    who === "for a send" ? sql`select pg_advisory_xact_lock_shared(${key})` : sql`select pg_advisory_xact_lock(${key})`,
  );
}
