import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Db, Tx } from "@/db/client";
import { connections, endpoints, places } from "@/db/schema";
import { rowsOf } from "@/db/sql";
import { channelOf } from "@/server/channels/directory";
import { DomainError, type Explanation, explain } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { EndpointInput, type EndpointUsage, type EndpointView, SaveEndpoint } from "@/server/contract/settings";
import { placesOf } from "../actors";
import { command } from "../command";
import type { Ctx } from "../context";
import { contactLabel } from "../text/mask";
import { internationalPhone, isE164 } from "../text/normalize";
import { activeEndpoint, activeEndpointsAt, type Endpoint } from "./active-endpoints";
import { endpointChange } from "./endpoint-readers";
import { mayChangeSettings } from "./policy";

/** @returns the active endpoint with this address, or null */
export async function endpointByAddress(db: Db | Tx, channel: string, address: string): Promise<Endpoint | null> {
  const row = await heldBy(db, channel, address);
  return row && row.removedAt === null ? row : null;
}

async function heldBy(db: Db | Tx, channel: string, address: string): Promise<Endpoint | null> {
  const [row] = await db
    .select()
    .from(endpoints)
    .where(and(eq(endpoints.channel, channel), eq(endpoints.address, address)))
    .limit(1);
  return row ?? null;
}

/** The addresses of the places in the reader's scope, without removed ones; admins and the system see all. */
export async function listEndpoints(ctx: Ctx): Promise<EndpointView[]> {
  const { actor } = ctx;
  const { all, placeIds } = placesOf(actor);
  const scope = mayChangeSettings(actor) || all ? undefined : inArray(endpoints.placeId, placeIds);
  const rows = await selectViews(ctx.db)
    .where(and(scope, isNull(endpoints.removedAt)))
    .orderBy(asc(places.name), asc(endpoints.channel), asc(endpoints.address));
  return rows.map(toView);
}

/**
 * Adds an endpoint, changes its place or name, or restores a removed one.
 * @throws DomainError "forbidden" unless an admin or the system asks; "not_found" for an absent connection, place or endpoint;
 * "invalid" for a phone number without its country code, or a change of channel; "conflict" for an address of another endpoint
 */
export const saveEndpoint = command(SaveEndpoint, async ({ tx, actor, emit }, input): Promise<EndpointView> => {
  if (!mayChangeSettings(actor)) throw new DomainError("forbidden");
  const [connection] = await tx.select().from(connections).where(eq(connections.id, input.connectionId));
  const [place] = await tx.select().from(places).where(eq(places.id, input.placeId));
  if (!connection || !place) throw new DomainError("not_found");
  if (!place.takesWork) throw new DomainError("invalid", "placeTakesNoWork");
  const address = isPhone(connection.kind) ? internationalPhone(input.address) : input.address;
  const { connectionId, label, placeId } = input;
  const values = { connectionId, channel: connection.kind, address, label, placeId };
  const held = await heldBy(tx, connection.kind, address);
  if (input.endpointId && held && held.id !== input.endpointId) throw addressTaken(held);
  const before = input.endpointId ? await placeOf(tx, input.endpointId) : held?.placeId;
  const [saved] = input.endpointId
    ? await tx.update(endpoints).set(values).where(editable(input.endpointId, connection.kind)).returning()
    : await tx
        .insert(endpoints)
        .values({ id: uuidv7(), ...values })
        .onConflictDoUpdate({
          target: [endpoints.channel, endpoints.address],
          set: { connectionId, label, placeId, removedAt: null },
        })
        .returning();
  if (!saved) throw new DomainError("not_found");
  emit("endpoint.changed", await endpointChange(tx, saved.id, [placeId, before ?? placeId]));
  return viewOf(tx, saved.id);
});

async function placeOf(tx: Tx, id: Id): Promise<Id | undefined> {
  const [row] = await tx.select({ placeId: endpoints.placeId }).from(endpoints).where(eq(endpoints.id, id));
  return row?.placeId;
}

/** History refers to the channel of an endpoint, so it cannot change. */
const editable = (id: Id, channel: string) =>
  and(eq(endpoints.id, id), eq(endpoints.channel, channel), isNull(endpoints.removedAt));

const addressTaken = ({ removedAt }: Endpoint) =>
  new DomainError("conflict", removedAt ? "addressRemoved" : "addressTaken");

/**
 * Previews the consequences of removing an endpoint.
 * @throws DomainError "forbidden" unless an admin or the system asks; "not_found"
 */
export async function endpointUsage({ db, actor }: Ctx, { endpointId }: { endpointId: Id }): Promise<EndpointUsage> {
  if (!mayChangeSettings(actor)) throw new DomainError("forbidden");
  const endpoint = await activeEndpoint(db, endpointId);
  if (!endpoint) throw new DomainError("not_found");
  const [open] = await rowsOf<{ count: number }>(
    db,
    sql`select count(*)::int as count from conversations where status in ('open', 'snoozed') and endpoint_id = ${endpointId}`,
  );
  const others = channelOf(endpoint.channel)?.reach === "place" ? await othersBeside(db, endpoint) : [];
  const [replacement = null] = others.map((one) => ({ addressLabel: addressLabel(one), label: one.label }));
  return { openConversations: open?.count ?? 0, replacement };
}

const othersBeside = async (db: Db | Tx, { id, placeId, channel }: Endpoint): Promise<Endpoint[]> =>
  (await activeEndpointsAt(db, placeId, [channel])).filter((one) => one.id !== id);

/**
 * Removes an endpoint: nothing is received or sent through it, and history stays. Removing it twice changes nothing.
 * @throws DomainError "forbidden" unless an admin or the system asks; "not_found"
 */
export const removeEndpoint = command(EndpointInput, async (write, { endpointId }): Promise<null> => {
  const { tx, actor, now, emit } = write;
  if (!mayChangeSettings(actor)) throw new DomainError("forbidden");
  const [removed] = await tx
    .update(endpoints)
    .set({ removedAt: sql`coalesce(${endpoints.removedAt}, ${now.toISOString()}::timestamptz)` })
    .where(eq(endpoints.id, endpointId))
    .returning({ placeId: endpoints.placeId });
  if (!removed) throw new DomainError("not_found");
  emit("endpoint.changed", await endpointChange(tx, endpointId, [removed.placeId]));
  return null;
});

async function viewOf(db: Db | Tx, id: Id): Promise<EndpointView> {
  const [row] = await selectViews(db).where(eq(endpoints.id, id));
  return toView(row as RawView);
}

const isPhone = (kind: string): boolean => channelOf(kind)?.addressFormat === "phone";

type RawView = Omit<EndpointView, "addressLabel" | "problem">;
const toView = (row: RawView): EndpointView => ({ ...row, addressLabel: addressLabel(row), problem: problemOf(row) });

const addressLabel = ({ channel, address }: Pick<RawView, "channel" | "address">): string =>
  isPhone(channel) ? contactLabel("phone", address, { masked: false }) : address;

function problemOf({ channel, address }: RawView): Explanation | null {
  if (!isPhone(channel) || isE164(address)) return null;
  return explain("countryCodeMissing");
}

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
