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

/** A text leaves for the provider, connected, within this time of its consent check, or is checked again: less than TIMEOUT_MS. */
export const START_WITHIN_MS = 2500;
/** How long an opt-out waits for calls that are out. The provider's webhook is answered within 5 s, wait included. */
const TIMEOUT_MS = 3000;
const POLL_MS = 100;
/** A hold that could not be written is tried again this soon, then half as often each time, up to the longest wait. */
const WRITE_AGAIN_MS = 250;
const WRITE_AGAIN_MAX_MS = 5000;
const WRITE_TRIES = 500;

type OptOut<R> = {
  /** Which opt-out it is; its repetition has the same. */
  key: string;
  /** Commits it. */
  store: () => Promise<R>;
  /** Whether another attempt has stored it meanwhile. Without it, a hold that cannot be written is not tried again. */
  isStored?: (tx: Tx) => Promise<boolean>;
};

/**
 * Stores an opt-out while no text to these addresses is on its way: no send begins from now on, those that have begun come
 * back first. A call that outlasts `patienceMs` is not waited for any longer: it began before, and none begins after.
 * An opt-out that cannot be stored keeps its hold until it is: by the provider's repetition, or found in its list (ADR 0028).
 * Not for use inside a transaction.
 * @throws whatever `store` throws
 */
export async function optingOut<R>(
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

/** @returns null when nothing can be written: then the opt-out is stored without waiting, which is better than not at all */
async function holdNow<R>(db: Db, identities: readonly Identity[], { key }: OptOut<R>): Promise<Id[] | null> {
  return holdSends(db, identities, key).catch((error) => {
    if (isTransient(error)) return null;
    throw error;
  });
}

/** The ledger's transaction has ended its holds already; this ends those of an opt-out that was stored before, or refused. */
async function release(db: Db, holds: readonly Id[] | null): Promise<void> {
  // A hold that cannot be removed now expires, and is visible until then.
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

/** While the database is away nothing can leave; as soon as it is back, nothing to these addresses may. */
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

/** The messages that were committed as `sending` and whose call has not come back. */
async function isAnyOut(db: Db, identities: readonly Identity[]): Promise<boolean> {
  const [out] = await db
    .select({ id: items.id })
    .from(items)
    // The first half names the index, which holds nothing but what is queued or on its way.
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
