import { and, asc, eq, inArray, ne } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { callLegs, calls, wrapUps } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { Call } from "./call";

/** Reads calls with their legs and wrap-ups, oldest first. Absent ids are absent from the answer. Authorizes nothing. */
export async function loadCalls(db: Db | Tx, ids: readonly Id[]): Promise<Call[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select()
    .from(calls)
    .where(inArray(calls.id, [...ids]));
  return withParts(db, rows);
}

/** The call that a leg is of; null when there is no such leg. Authorizes nothing. */
export async function callOfLeg(db: Db, legId: Id): Promise<Call | null> {
  const rows = await db.select({ callId: callLegs.callId }).from(callLegs).where(eq(callLegs.id, legId));
  const [call] = await loadCalls(
    db,
    rows.map(({ callId }) => callId),
  );
  return call ?? null;
}

/** The calls that go on and whose customer's side this provider carries. Authorizes nothing. */
export async function liveCallsOf(db: Db, provider: string): Promise<Call[]> {
  const rows = await db
    .select()
    .from(calls)
    .where(and(eq(calls.provider, provider), ne(calls.state, "ended")));
  return withParts(db, rows);
}

/** Reads one call and takes its row lock: from here on nobody else changes it or its legs. */
export async function lockCall(tx: Tx, callId: Id): Promise<Call> {
  const rows = await tx.select().from(calls).where(eq(calls.id, callId)).for("update");
  const [call] = await withParts(tx, rows);
  if (!call) throw new DomainError("not_found");
  return call;
}

async function withParts(db: Db | Tx, rows: (typeof calls.$inferSelect)[]): Promise<Call[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const legs = await db
    .select()
    .from(callLegs)
    .where(inArray(callLegs.callId, ids))
    .orderBy(asc(callLegs.createdAt), asc(callLegs.id));
  const after = await db.select().from(wrapUps).where(inArray(wrapUps.callId, ids)).orderBy(asc(wrapUps.startedAt));
  return rows.map((row) => ({
    ...row,
    legs: legs.filter(({ callId }) => callId === row.id),
    wrapUps: after.filter(({ callId }) => callId === row.id),
  }));
}
