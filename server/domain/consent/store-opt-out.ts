import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, or, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { items } from "@/db/schema";
import type { Identity } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { isTransient } from "@/server/lib/db-errors";
import { describeError } from "@/server/lib/describe-error";
import { log } from "@/server/lib/log";
import { optOutsNotStored } from "@/server/lib/metrics";
import { consentFor } from "./gate";
import { holdSends, releaseSends } from "./send-holds";

/**
 * The request to the provider must leave within this time of the consent check, or the check is repeated. Less than TIMEOUT_MS.
 */
export const START_WITHIN_MS = 2500;
/** How long an opt-out waits for calls in flight. The provider's webhook is answered within 5 s, including this wait. */
const TIMEOUT_MS = 3000;
const POLL_MS = 100;
/** The first delay before a hold that could not be written is retried; it doubles up to the longest. */
const WRITE_AGAIN_MS = 250;
const WRITE_AGAIN_MAX_MS = 5000;
const WRITE_TRIES = 500;

type OptOut<R> = {
  /** Identifies the opt-out; a repetition has the same key. */
  key: string;
  /** Stores and commits the opt-out. */
  store: () => Promise<R>;
  /** Whether another attempt has stored it meanwhile. Without this function, a hold that cannot be written is not retried. */
  isStored?: (tx: Tx) => Promise<boolean>;
};

/**
 * Stores an opt-out while no text to these addresses is in flight: it blocks new sends, then waits for those that have begun.
 * The wait ends after `timeoutMs`; a call that takes longer began before the opt-out. If storing fails, the hold stays until a
 * repetition by the provider or reconciliation stores the opt-out (ADR 0028). Must not be called inside a transaction.
 * @throws the errors of `store`
 */
export async function storeOptOut<R>(
  db: Db,
  identities: readonly Identity[],
  optOut: OptOut<R>,
  timeoutMs = TIMEOUT_MS,
): Promise<R> {
  const texted = identities.filter((one) => consentFor(one) !== null);
  if (texted.length === 0) return optOut.store();
  const holds = await holdNow(db, texted, optOut);
  try {
    const deadline = performance.now() + timeoutMs;
    while (holds && (await isAnyOut(db, texted)) && performance.now() < deadline) await sleep(POLL_MS);
    const stored = await optOut.store();
    await release(db, holds);
    return stored;
  } catch (error) {
    if (error instanceof DomainError) await release(db, holds);
    else notStored(db, texted, optOut, { isHeld: holds !== null, error });
    throw error;
  }
}

/** @returns null when no hold can be written; the opt-out is then stored without waiting */
async function holdNow<R>(db: Db, identities: readonly Identity[], { key }: OptOut<R>): Promise<Id[] | null> {
  return holdSends(db, identities, key).catch((error) => {
    if (isTransient(error)) return null;
    throw error;
  });
}

/**
 * The ledger's transaction has already ended the holds of a new opt-out; this ends those of one that was stored before, or
 * refused.
 */
async function release(db: Db, holds: readonly Id[] | null): Promise<void> {
  // A hold that cannot be removed now expires later, and is reported until then.
  await releaseSends(db, holds ?? []).catch(() => {});
}

function notStored<R>(
  db: Db,
  identities: readonly Identity[],
  optOut: OptOut<R>,
  { isHeld, error }: { isHeld: boolean; error: unknown },
): void {
  optOutsNotStored.inc();
  log.error(
    { alert: "opt_out_not_stored", isHeld, ...describeError(error) },
    "an opt-out could not be stored; texts to its number are held until it is",
  );
  if (!isHeld) void holdLater(db, identities, optOut);
}

/** While the database is unavailable nothing is sent; once it is back, nothing may be sent to these addresses. */
async function holdLater<R>(db: Db, identities: readonly Identity[], { key, isStored }: OptOut<R>): Promise<void> {
  if (!isStored) return;
  for (let tries = 0; tries < WRITE_TRIES; tries++) {
    await sleep(Math.min(WRITE_AGAIN_MAX_MS, WRITE_AGAIN_MS * 2 ** tries), undefined, { ref: false });
    try {
      await holdSends(db, identities, key, isStored);
      return;
    } catch (error) {
      if (!isTransient(error)) return;
    }
  }
}

/** The messages that were committed as `sending` and whose call has not returned. */
async function isAnyOut(db: Db, identities: readonly Identity[]): Promise<boolean> {
  const [out] = await db
    .select({ id: items.id })
    .from(items)
    // The first condition selects the partial index of messages that are queued or in flight.
    .where(
      and(
        sql`${items.deliveryStatus} in ('queued', 'sending')`,
        eq(items.deliveryStatus, "sending"),
        or(
          ...identities.map(({ kind, scope = "", value }) =>
            and(eq(items.contactKind, kind), eq(items.contactScope, scope), eq(items.contactValue, value)),
          ),
        ),
      ),
    )
    .limit(1);
  return out !== undefined;
}
