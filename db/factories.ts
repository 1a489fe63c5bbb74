import { uuidv7 } from "uuidv7";
import type { PersonActor, Role, SystemActor } from "@/server/contract/team";
import { currentMs, systemClock } from "@/server/lib/clock";
import type { Db, Tx } from "./handle";
import {
  connections,
  conversations,
  customerIdentities,
  customers,
  endpoints,
  items,
  places,
  sessions,
  userPlaces,
  users,
} from "./schema";

/* Rows for tests and seeds. Each function returns the new row; values that are not given have plausible defaults. */

type Writer = Db | Tx;
let made = 0;
const next = () => ++made;

export const SYSTEM: SystemActor = { kind: "system", id: null, name: "System" };

export async function makePlace(db: Writer, values: Partial<typeof places.$inferInsert> = {}) {
  const n = next();
  const row = { id: uuidv7(), kind: "store" as const, code: `S${n}`, name: `Store ${n}`, region: "north", ...values };
  const [place] = await db.insert(places).values(row).returning();
  return place!;
}

/** A person and their `actor` after sign-in (with a session row for its `sid`). */
export async function makeUser(
  db: Writer,
  values: Partial<typeof users.$inferInsert> & { placeIds?: string[] } = {},
): Promise<{ user: typeof users.$inferSelect; actor: PersonActor }> {
  const { placeIds = [], ...own } = values;
  const n = next();
  const row = {
    id: uuidv7(),
    email: `person${n}@example.test`,
    name: `Person ${n}`,
    role: "associate" as Role,
    ...own,
  };
  const [user] = await db.insert(users).values(row).returning();
  if (placeIds.length > 0) {
    await db.insert(userPlaces).values(placeIds.map((placeId) => ({ userId: row.id, placeId })));
  }
  const sid = uuidv7();
  await db.insert(sessions).values({ id: sid, userId: row.id, expiresAt: new Date(currentMs() + 12 * 3_600_000) });
  const scope = { all: user!.scopeAll, placeIds };
  const actor = { kind: "person" as const, id: row.id, name: row.name, role: row.role, sid, scope, memberOf: placeIds };
  return { user: user!, actor };
}

export async function makeConnection(db: Writer, values: Partial<typeof connections.$inferInsert> = {}) {
  const row = {
    id: uuidv7(),
    kind: "twilio-sms",
    account: `AC${String(next()).padStart(32, "0")}`,
    label: "SMS",
    config: "",
    ...values,
  };
  const [connection] = await db.insert(connections).values(row).returning();
  return connection!;
}

/** An address at a place; without `connectionId` a connection of the channel's kind is made too. */
export async function makeEndpoint(db: Writer, values: Partial<typeof endpoints.$inferInsert> & { placeId: string }) {
  const channel = values.channel ?? "twilio-sms";
  const connectionId = values.connectionId ?? (await makeConnection(db, { kind: channel })).id;
  const address = channel === "webchat" ? `wk_${next()}` : `+1415555${String(next()).padStart(4, "0")}`;
  const row = { id: uuidv7(), address, label: address, ...values, channel, connectionId };
  const [endpoint] = await db.insert(endpoints).values(row).returning();
  return endpoint!;
}

export async function makeCustomer(
  db: Writer,
  values: Partial<typeof customers.$inferInsert> & {
    identities?: { kind: string; scope?: string; value: string }[];
  } = {},
) {
  const { identities = [], ...own } = values;
  const [customer] = await db
    .insert(customers)
    .values({ id: uuidv7(), name: `Customer ${next()}`, source: "test", ...own })
    .returning();
  const source = customer!.source;
  const rows = identities.map((identity) => ({ ...identity, customerId: customer!.id, source }));
  if (rows.length > 0) await db.insert(customerIdentities).values(rows);
  return customer!;
}

/** A conversation at a place, with `inbound` customer messages (1) in it; customer and endpoint are made when not given. */
export async function makeConversation(
  db: Writer,
  values: Partial<typeof conversations.$inferInsert> & { placeId: string; inbound?: number },
) {
  const { inbound = 1, ...own } = values;
  const at = own.lastMessageAt ?? systemClock();
  const [conversation] = await db
    .insert(conversations)
    .values({
      id: uuidv7(),
      customerId: own.customerId ?? (await makeCustomer(db)).id,
      endpointId: own.endpointId ?? (await makeEndpoint(db, { placeId: own.placeId })).id,
      originPlaceId: own.placeId,
      channel: "twilio-sms",
      contactKind: "phone",
      contactValue: `+1415555${String(next()).padStart(4, "0")}`,
      lastMessageAt: at,
      lastSeq: inbound,
      lastPublicSeq: inbound,
      lastInboundSeq: inbound,
      ...own,
    })
    .returning();
  const messages = Array.from({ length: inbound }, (_, n) => ({
    id: uuidv7(),
    conversationId: conversation!.id,
    seq: n + 1,
    publicSeq: n + 1,
    kind: "message" as const,
    direction: "in" as const,
    body: `Message ${n + 1}`,
    at,
  }));
  if (messages.length > 0) await db.insert(items).values(messages);
  return conversation!;
}
