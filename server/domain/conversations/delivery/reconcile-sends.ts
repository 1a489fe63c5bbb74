import { and, eq, gte, inArray, isNull, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { endpoints, inboxEvents, items } from "@/db/schema";
import { recordset, rowsOf } from "@/db/sql";
import type { ListedMessage, ListedSend } from "@/server/contract/channel";
import type { Id } from "@/server/contract/ids";
import type { Ctx } from "@/server/domain/context";
import { isTransient } from "@/server/lib/db-errors";
import { log } from "@/server/lib/log";
import { skipped } from "@/server/lib/metrics";
import { cleanText } from "@/server/lib/text";
import { laterStatus } from "./delivery-order";
import { recordDelivery, supersededKey } from "./record-delivery";

/** The largest difference between the times of our attempt and of a matching message, since the clocks differ. */
const NEAR_MS = 120_000;

/** Finds the listed messages to an address of this connection that were never stored. */
export async function missedMessages<M extends Pick<ListedMessage, "externalId" | "to">>(
  db: Db,
  connectionId: Id,
  listed: readonly M[],
): Promise<M[]> {
  if (listed.length === 0) return [];
  const rows = listed.map(({ externalId, to }, n) => ({ n, event: cleanText(externalId), address: cleanText(to) }));
  const missed = await rowsOf<{ n: number }>(
    db,
    sql`select r.n from ${recordset(rows, "n int, event text, address text")}
      where exists (select 1 from endpoints e where e.connection_id = ${connectionId} and e.address = r.address and e.removed_at is null)
        and not exists (select 1 from inbox_events i where i.connection = ${connectionId} and i.event_id = r.event)`,
  );
  return missed.map(({ n }) => listed[n] as M);
}

/**
 * Applies the listed status of messages whose provider id we know.
 * @returns how many changed, and the listed messages whose id none of ours has
 */
export async function settleKnown(
  ctx: Ctx,
  connectionId: Id,
  listed: readonly ListedSend[],
): Promise<{ settled: number; unmatchedSends: ListedSend[] }> {
  const ids = listed.map(({ externalId }) => externalId);
  if (ids.length === 0) return { settled: 0, unmatchedSends: [] };
  const known = await ctx.db
    .select({ externalId: items.externalId, status: items.deliveryStatus })
    .from(items)
    .innerJoin(endpoints, and(eq(endpoints.id, items.endpointId), eq(endpoints.connectionId, connectionId)))
    .where(and(inArray(items.externalId, ids), eq(items.direction, "out")));
  const statuses = new Map(known.map((item) => [item.externalId, item.status]));
  let settled = 0;
  for (const send of listed) {
    const status = statuses.get(send.externalId);
    const reported = laterStatus("sent", send.status);
    if (status && laterStatus(status, reported) !== status) settled += await applyReport(ctx, connectionId, send, null);
  }
  return { settled, unmatchedSends: listed.filter(({ externalId }) => !statuses.has(externalId)) };
}

/** A send with an unknown outcome: its provider id never arrived. */
export type UnknownSend = { itemId: Id; from: string; to: string; text: string; at: Date };

/** Lists the sends of this connection since then whose outcome is unknown. */
export async function unknownSends(db: Db, connectionId: Id, since: Date): Promise<UnknownSend[]> {
  const rows = await db
    .select({
      itemId: items.id,
      from: endpoints.address,
      to: items.contactValue,
      text: items.body,
      at: items.attemptStartedAt,
    })
    .from(items)
    .innerJoin(endpoints, and(eq(endpoints.id, items.endpointId), eq(endpoints.connectionId, connectionId)))
    // Written as a literal, not as a parameter, so that the planner uses the partial index.
    .where(and(sql`${items.deliveryStatus} = 'unknown'`, isNull(items.externalId), gte(items.attemptStartedAt, since)))
    .orderBy(items.attemptStartedAt, items.id);
  return rows.flatMap(({ to, at, ...row }) => (to && at ? [{ ...row, to, at }] : []));
}

/** Whether a listed message may be this one: same numbers, same text, about the same time. */
export const mayMatch = (unknownSend: UnknownSend, send: ListedSend): boolean =>
  send.to === unknownSend.to &&
  (send.from === null || send.from === unknownSend.from) &&
  send.text.trim() === unknownSend.text.trim() &&
  Math.abs(send.at.getTime() - unknownSend.at.getTime()) <= NEAR_MS;

/**
 * Settles unknown sends by matching unmatched ones, oldest first, each used once. An unknown send
 * without a match stays unknown: absence from the list does not prove that it was not sent.
 * @returns how many were settled
 */
export async function settleUnknownSends(
  ctx: Ctx,
  connectionId: Id,
  open: readonly UnknownSend[],
  unmatchedSends: readonly ListedSend[],
): Promise<number> {
  const left = new Set((await notSuperseded(ctx.db, connectionId, unmatchedSends)).sort((a, b) => +a.at - +b.at));
  let settled = 0;
  for (const unknownSend of open) {
    const found = [...left].find((send) => mayMatch(unknownSend, send));
    if (!found) continue;
    left.delete(found);
    settled += await applyReport(ctx, connectionId, found, unknownSend.itemId);
  }
  return settled;
}

/**
 * A message that the provider has accepted counts as sent, whatever the provider calls its own queue. A report that can never
 * be stored is skipped, because it would block all others in every run.
 * @throws while the database is away
 */
async function applyReport(ctx: Ctx, connectionId: Id, send: ListedSend, messageId: Id | null): Promise<number> {
  try {
    return await record(ctx, connectionId, send, messageId);
  } catch (error) {
    if (isTransient(error)) throw error;
    skipped.inc({ queue: "reports" });
    log.error(
      { alert: "report_skipped", connectionId, externalId: send.externalId, err: error },
      "a report was refused",
    );
    return 0;
  }
}

async function record(ctx: Ctx, connectionId: Id, send: ListedSend, messageId: Id | null): Promise<number> {
  const { externalId, error } = send;
  const status = laterStatus("sent", send.status);
  const reported = { kind: "status" as const, externalId, messageId, status, error };
  return (await recordDelivery(ctx, { connectionId }, reported)).outcome === "applied" ? 1 : 0;
}

/** Without ids of earlier attempts, which a retry has replaced. */
async function notSuperseded(db: Db, connectionId: Id, sends: readonly ListedSend[]): Promise<ListedSend[]> {
  if (sends.length === 0) return [];
  const keys = sends.map(({ externalId }) => supersededKey(externalId));
  const old = await db
    .select({ key: inboxEvents.eventId })
    .from(inboxEvents)
    .where(and(eq(inboxEvents.connection, connectionId), inArray(inboxEvents.eventId, keys)));
  const given = new Set(old.map(({ key }) => key));
  return sends.filter(({ externalId }) => !given.has(supersededKey(externalId)));
}
