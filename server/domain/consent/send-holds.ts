import { and, eq, inArray, lt, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Db, Tx } from "@/db/client";
import { sendHolds } from "@/db/schema";
import type { Identity } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import { log } from "@/server/lib/log";
import type { Ctx } from "../context";
import { defineScheduledJob, EVERY_MINUTE } from "../define-job";
import { consentFor } from "./gate";
import { lockSends } from "./send-lock";

/**
 * How long texts to a number wait for an opt-out that was received but could not be stored. Longer than any provider repeats a
 * webhook, and than reconciliation (every minute) needs to find it. A hold ends only when the opt-out is stored, or after this
 * time.
 */
const HOLD = sql`clock_timestamp() + interval '24 hours'`;
/** Opt-outs are stored within seconds, so an older hold means that storing failed. */
const OVERDUE_SECONDS = 60;
const NOW = sql`clock_timestamp()`;

export type HoldState = "none" | "fresh" | "overdue";

/**
 * Holds texts to these addresses on every node. A repetition of the same opt-out takes over its earlier hold.
 * @param key identifies the opt-out: the provider's message, or the colleague's conversation
 * @param isStored called under the lock; an opt-out that was stored meanwhile needs no hold
 * @returns the ids of the holds
 */
export async function holdSends(
  db: Db,
  identities: readonly Identity[],
  key: string,
  isStored: (tx: Tx) => Promise<boolean> = async () => false,
): Promise<Id[]> {
  // Always in the same order, so that two opt-outs of the same customer cannot deadlock.
  const sorted = [...identities].sort((a, b) => (a.value < b.value ? -1 : 1));
  return db.transaction(async (tx) => {
    for (const identity of sorted) await lockSends(tx, identity, "for an opt-out");
    if (await isStored(tx)) return [];
    const ids: Id[] = [];
    for (const identity of sorted) ids.push((await renew(tx, identity, key)) ?? (await add(tx, identity, key)));
    return ids;
  });
}

async function renew(tx: Tx, identity: Identity, key: string): Promise<Id | undefined> {
  const same = and(isFor(identity), eq(sendHolds.key, key));
  const [row] = await tx.update(sendHolds).set({ until: HOLD }).where(same).returning({ id: sendHolds.id });
  return row?.id;
}

async function add(tx: Tx, { kind, scope = "", value }: Identity, key: string): Promise<Id> {
  const id = uuidv7();
  await tx
    .insert(sendHolds)
    .values({ id, identityKind: kind, identityScope: scope, identityValue: value, key, until: HOLD });
  return id;
}

export async function releaseSends(db: Db, ids: readonly Id[]): Promise<void> {
  if (ids.length > 0) await db.delete(sendHolds).where(inArray(sendHolds.id, [...ids]));
}

/** Whether an opt-out of this address is being stored. None can begin until this transaction has ended. */
export async function holdState(tx: Tx, identity: Identity): Promise<HoldState> {
  if (consentFor(identity) === null) return "none";
  await lockSends(tx, identity, "for a send");
  const [held] = await tx
    .select({ isOverdue: sql<boolean>`bool_and(${isOverdue})` })
    .from(sendHolds)
    .where(and(isFor(identity), sql`${sendHolds.until} > ${NOW}`))
    .groupBy(sendHolds.identityValue);
  if (!held) return "none";
  return held.isOverdue ? "overdue" : "fresh";
}

/**
 * Logs opt-outs that could not be stored, and ends expired holds; runs once a minute. Changes nothing on screens, so it is not
 * a command.
 */
export async function checkHolds({ db }: Pick<Ctx, "db">): Promise<void> {
  const ended = await db.delete(sendHolds).where(lt(sendHolds.until, NOW)).returning({ id: sendHolds.id });
  for (const { id } of ended)
    log.error(
      { alert: "opt_out_lost", holdId: id },
      "an opt-out was never stored; texts to its number may leave again",
    );
  const state = await overdueHolds({ db });
  if (state.count > 0)
    log.error({ alert: "opt_out_not_stored", ...state }, "opt-outs wait to be stored; texts to their numbers are held");
}

export const checkHoldsJob = defineScheduledJob({
  name: "watch-send-holds",
  schedule: EVERY_MINUTE,
  handle: checkHolds,
});

/** @returns how many opt-outs wait to be stored, and since when the oldest has waited */
export async function overdueHolds({ db }: Pick<Ctx, "db">): Promise<{ count: number; oldestSeconds: number }> {
  const [open] = await db
    .select({
      count: sql<number>`count(*)::int`,
      oldestSeconds: sql<number>`coalesce(extract(epoch from ${NOW} - min(${sendHolds.createdAt})), 0)::float8`,
    })
    .from(sendHolds)
    .where(isOverdue);
  return { count: open?.count ?? 0, oldestSeconds: Math.round(open?.oldestSeconds ?? 0) };
}

const isOverdue = sql`${sendHolds.createdAt} < ${NOW} - make_interval(secs => ${sql.raw(String(OVERDUE_SECONDS))})`;
const isFor = ({ kind, scope = "", value }: Identity) =>
  and(eq(sendHolds.identityKind, kind), eq(sendHolds.identityScope, scope), eq(sendHolds.identityValue, value));
