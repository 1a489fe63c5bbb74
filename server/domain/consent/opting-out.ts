import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, inArray, lt, or, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Db, Tx } from "@/db/client";
import { items, sendHolds } from "@/db/schema";
import type { Identity } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import { consentChannel } from "./gate";
import { lockSends } from "./send-lock";

/** A text leaves for the provider, connected, within this time of its consent check, or is checked again: less than PATIENCE_MS. */
export const START_WITHIN_MS = 2500;
/** How long an opt-out waits for calls that are out. The provider's webhook is answered within 5 s, wait included. */
const PATIENCE_MS = 3000;
const LOOK_AGAIN_MS = 100;
const HOLD = sql`clock_timestamp() + interval '60 seconds'`;

/**
 * Stores an opt-out while no text to these addresses is on its way: no send begins from now on, those that have begun come
 * back first. A call that outlasts `patienceMs` is not waited for any longer: it began before, and none begins after.
 * Not for use inside a transaction.
 * @param store commits the opt-out
 */
export async function optingOut<R>(
  db: Db,
  identities: readonly Identity[],
  store: () => Promise<R>,
  patienceMs = PATIENCE_MS,
): Promise<R> {
  const texted = identities.filter((one) => consentChannel(one) !== null);
  if (texted.length === 0) return store();
  const holds = await hold(db, texted);
  try {
    const deadline = performance.now() + patienceMs;
    while ((await isAnyOut(db, texted)) && performance.now() < deadline) await sleep(LOOK_AGAIN_MS);
    return await store();
  } finally {
    // What cannot be removed now ends by itself.
    await release(db, holds).catch(() => {});
  }
}

/** Whether an opt-out of this address is being stored. Until this transaction has ended, none can begin to be. */
export async function isHeld(tx: Tx, identity: Identity): Promise<boolean> {
  if (consentChannel(identity) === null) return false;
  await lockSends(tx, identity, "for a send");
  const [held] = await tx
    .select({ id: sendHolds.id })
    .from(sendHolds)
    .where(and(isFor(identity), sql`${sendHolds.until} > clock_timestamp()`))
    .limit(1);
  return held !== undefined;
}

async function hold(db: Db, identities: readonly Identity[]): Promise<Id[]> {
  // Always in the same order: two opt-outs of the same customer do not wait for each other in a circle.
  const sorted = [...identities].sort((a, b) => (a.value < b.value ? -1 : 1));
  const rows = sorted.map(({ kind, value }) => ({
    id: uuidv7(),
    identityKind: kind,
    identityValue: value,
    until: HOLD,
  }));
  await db.transaction(async (tx) => {
    for (const identity of sorted) await lockSends(tx, identity, "for an opt-out");
    await tx.insert(sendHolds).values(rows);
  });
  return rows.map(({ id }) => id);
}

async function release(db: Db, ids: readonly Id[]): Promise<void> {
  const leftBehind = lt(sendHolds.until, sql`clock_timestamp()`);
  await db.delete(sendHolds).where(or(inArray(sendHolds.id, [...ids]), leftBehind));
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
        or(...identities.map(({ kind, value }) => and(eq(items.contactKind, kind), eq(items.contactValue, value)))),
      ),
    )
    .limit(1);
  return out !== undefined;
}

const isFor = ({ kind, value }: Identity) => and(eq(sendHolds.identityKind, kind), eq(sendHolds.identityValue, value));
