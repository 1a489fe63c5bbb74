import { and, asc, eq, inArray } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Db, Tx } from "@/db/client";
import { connections, endpoints, places } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import { type EndpointView, SaveEndpoint } from "@/server/contract/settings";
import { command } from "../command";
import type { Ctx } from "../context";
import { mayChangeSettings } from "./policy";

export type Endpoint = typeof endpoints.$inferSelect;

/** @returns the endpoint customers reach under this address, or null */
export async function endpointByAddress(db: Db | Tx, channel: string, address: string): Promise<Endpoint | null> {
  const [row] = await db
    .select()
    .from(endpoints)
    .where(and(eq(endpoints.channel, channel), eq(endpoints.address, address)))
    .limit(1);
  return row ?? null;
}

/** The addresses of the places in the reader's scope; admins and the system see all. */
export async function listEndpoints(ctx: Ctx): Promise<EndpointView[]> {
  const { actor } = ctx;
  const everything = mayChangeSettings(actor) || (actor.kind === "person" && actor.scope.all);
  const scope = everything || actor.kind === "system" ? undefined : inArray(endpoints.placeId, actor.scope.placeIds);
  return selectViews(ctx.db).where(scope).orderBy(asc(places.name), asc(endpoints.channel), asc(endpoints.address));
}

/**
 * Adds an address, or moves one to another place or name.
 * @throws DomainError "forbidden" unless an admin or the system asks; "not_found" for an absent connection, place or endpoint
 */
export const saveEndpoint = command(SaveEndpoint, async ({ tx, actor }, input): Promise<EndpointView> => {
  if (!mayChangeSettings(actor)) throw new DomainError("forbidden");
  const [connection] = await tx.select().from(connections).where(eq(connections.id, input.connectionId));
  const [place] = await tx.select().from(places).where(eq(places.id, input.placeId));
  if (!connection || !place) throw new DomainError("not_found");
  if (!place.takesWork) throw new DomainError("invalid", "No conversation lands at this place.");
  const { connectionId, address, label, placeId } = input;
  const held = await endpointByAddress(tx, connection.kind, address);
  if (input.endpointId && held && held.id !== input.endpointId)
    throw new DomainError("conflict", "Another endpoint has this address.");
  const values = { connectionId, channel: connection.kind, address, label, placeId };
  const [saved] = input.endpointId
    ? await tx.update(endpoints).set(values).where(eq(endpoints.id, input.endpointId)).returning()
    : await tx
        .insert(endpoints)
        .values({ id: uuidv7(), ...values })
        .onConflictDoUpdate({ target: [endpoints.channel, endpoints.address], set: { connectionId, label, placeId } })
        .returning();
  if (!saved) throw new DomainError("not_found");
  const [view] = await selectViews(tx).where(eq(endpoints.id, saved.id));
  return view as EndpointView;
});

const selectViews = (db: Db | Tx) =>
  db
    .select({
      id: endpoints.id,
      connectionId: endpoints.connectionId,
      channel: endpoints.channel,
      address: endpoints.address,
      label: endpoints.label,
      place: { id: places.id, name: places.name },
    })
    .from(endpoints)
    .innerJoin(places, eq(places.id, endpoints.placeId))
    .$dynamic();
