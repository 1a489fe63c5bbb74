import { and, eq, inArray } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { callLegs, calls, places } from "@/db/schema";
import type { Identity } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";

/** A call of ours that rings at a customer. */
export type CustomerRing = { callId: Id; legId: Id; place: string; contact: string };

/** The calls that ring at these addresses of one kind now. @source Storeline `calls` */
export async function ringsAt(db: Db | Tx, kind: Identity["kind"], values: readonly string[]): Promise<CustomerRing[]> {
  if (values.length === 0) return [];
  return db
    .select({ callId: calls.id, legId: callLegs.id, place: places.name, contact: calls.contactValue })
    .from(calls)
    .innerJoin(callLegs, eq(callLegs.callId, calls.id))
    .innerJoin(places, eq(places.id, calls.placeId))
    .where(
      and(
        eq(calls.state, "ringing"),
        eq(calls.direction, "out"),
        eq(calls.contactKind, kind),
        inArray(calls.contactValue, [...values]),
        eq(callLegs.role, "customer"),
        eq(callLegs.state, "ringing"),
      ),
    );
}

/** The addresses of one kind that these calls of ours go to. @source Storeline `calls` */
export async function contactsCalled(db: Db | Tx, kind: Identity["kind"], callIds: readonly Id[]): Promise<string[]> {
  if (callIds.length === 0) return [];
  const rows = await db
    .selectDistinct({ contact: calls.contactValue })
    .from(calls)
    .where(and(inArray(calls.id, [...callIds]), eq(calls.direction, "out"), eq(calls.contactKind, kind)));
  return rows.map(({ contact }) => contact);
}
