import { and, asc, eq, inArray, ne } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { callLegs, calls } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { Call } from "./call";

/** Reads calls with their legs, oldest leg first. Absent ids are absent from the answer. Authorizes nothing. */
export async function loadCalls(db: Db | Tx, ids: readonly Id[]): Promise<Call[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select()
    .from(calls)
    .where(inArray(calls.id, [...ids]));
  return withLegs(db, rows);
}

/** The calls that go on and whose customer's side this provider carries. Authorizes nothing. */
export async function liveCallsOf(db: Db, provider: string): Promise<Call[]> {
  const rows = await db
    .select()
    .from(calls)
    .where(and(eq(calls.provider, provider), ne(calls.state, "ended")));
  return withLegs(db, rows);
}

/** Reads one call and takes its row lock: from here on nobody else changes it or its legs. */
export async function lockCall(tx: Tx, callId: Id): Promise<Call> {
  const rows = await tx.select().from(calls).where(eq(calls.id, callId)).for("update");
  const [call] = await withLegs(tx, rows);
  if (!call) throw new DomainError("not_found");
  return call;
}

async function withLegs(db: Db | Tx, rows: (typeof calls.$inferSelect)[]): Promise<Call[]> {
  if (rows.length === 0) return [];
  const legs = await db
    .select()
    .from(callLegs)
    .where(
      inArray(
        callLegs.callId,
        rows.map(({ id }) => id),
      ),
    )
    .orderBy(asc(callLegs.createdAt), asc(callLegs.id));
  return rows.map((row) => ({ ...row, legs: legs.filter(({ callId }) => callId === row.id) }));
}
