import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { endpoints } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { normalizeIdentity } from "../text/normalize";

/* Endpoints in use. Removed ones are kept only for history. */

export type Endpoint = typeof endpoints.$inferSelect;

/** @returns the endpoint, or null when there is none or it was removed */
export async function activeEndpoint(db: Db | Tx, id: Id): Promise<Endpoint | null> {
  const [row] = await db
    .select()
    .from(endpoints)
    .where(and(eq(endpoints.id, id), isNull(endpoints.removedAt)));
  return row ?? null;
}

/** The address of an endpoint, also of one that was removed: what was sent or called from it meanwhile has it. Null for none. */
export async function addressOfEndpoint(db: Db | Tx, id: Id): Promise<string | null> {
  const [row] = await db.select({ address: endpoints.address }).from(endpoints).where(eq(endpoints.id, id));
  return row?.address ?? null;
}

/** The endpoints of these channels at a place, by address. */
export const activeEndpointsAt = (db: Db | Tx, placeId: Id, channels: readonly string[]): Promise<Endpoint[]> =>
  db
    .select()
    .from(endpoints)
    .where(and(eq(endpoints.placeId, placeId), inArray(endpoints.channel, [...channels]), isNull(endpoints.removedAt)))
    .orderBy(asc(endpoints.address));

/**
 * The endpoint that has a telephone number, as a phone system dials it: with or without the country code, or an extension.
 * @returns null when there is none
 */
export async function endpointOfNumber(db: Db | Tx, dialed: string): Promise<Endpoint | null> {
  const [row] = await db
    .select()
    .from(endpoints)
    .where(and(inArray(endpoints.address, numbersOf(dialed)), isNull(endpoints.removedAt)))
    .orderBy(asc(endpoints.id))
    .limit(1);
  return row ?? null;
}

function numbersOf(dialed: string): string[] {
  try {
    return [dialed, normalizeIdentity({ kind: "phone", value: dialed }).value];
  } catch (error) {
    if (error instanceof DomainError) return [dialed];
    throw error;
  }
}
