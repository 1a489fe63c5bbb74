import type { Db, Tx } from "@/db/client";
import type { Entity, Envelope, EventPayloads, LoggedEvent } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { Person } from "@/server/contract/team";
import { orderViews } from "../commerce/order-views";
import { stockViews } from "../commerce/stock-views";
import { type RawItem, type RawRow, toItem, toRow, unsafeRawItems, unsafeRawRows } from "../conversations/rows";
import { type CustomerProfile, customerProfiles } from "../customers/customer-profiles";
import { type Masking, order as maskedOrder } from "../customers/mask";
import { peopleById } from "../team/list-people";
import { placesById } from "../team/list-places";

/** What a batch of events says, by the log's cursor. An event whose subject is gone says nothing. */
export type Hydrated = ReadonlyMap<string, Envelope>;

/**
 * Gives events the shape of the queries that screens have made: one statement per kind of thing in the batch, however many
 * events. Lines and things are as they are now, entries those the event names. Authorizes nothing: see `audience.ts`.
 */
export async function hydrate(db: Db | Tx, batch: readonly LoggedEvent[], masking: Masking): Promise<Hydrated> {
  const things = await load(db, batch);
  return shape(batch, things, masking, await customerProfiles(db, things.customerIds, masking));
}

/** The same for readers of both maskings at once; what is the same for both is read once. */
export async function hydrateBoth(
  db: Db | Tx,
  batch: readonly LoggedEvent[],
): Promise<{ clear: Hydrated; masked: Hydrated }> {
  const things = await load(db, batch);
  const of = async (masking: Masking) =>
    shape(batch, things, masking, await customerProfiles(db, things.customerIds, masking));
  return { clear: await of({ masked: false }), masked: await of({ masked: true }) };
}

type Things = {
  rows: Map<Id, RawRow>;
  items: Map<string, RawItem>;
  orders: Map<Id, Extract<Entity, { kind: "order" }>>;
  stock: Map<Id, Extract<Entity, { kind: "stock" }>>;
  people: Map<Id, Person>;
  places: Map<Id, Extract<Entity, { kind: "place" }>>;
  customerIds: Id[];
};

type OnConversation = EventPayloads["message.received"];
const about = (event: LoggedEvent): OnConversation | null => ("seqs" in event.payload ? event.payload : null);

async function load(db: Db | Tx, batch: readonly LoggedEvent[]): Promise<Things> {
  const onConversations = batch.flatMap((event) => about(event) ?? []);
  const ids = <K extends LoggedEvent["type"]>(types: readonly K[], pick: (payload: EventPayloads[K]) => Id): Id[] => [
    ...new Set(
      batch.flatMap((event) =>
        (types as readonly string[]).includes(event.type) ? [pick(event.payload as EventPayloads[K])] : [],
      ),
    ),
  ];
  const customerIds = ids(["customer.changed", "consent.changed"], (payload) => payload.customerId);
  // Both are read after the log was: the entries it names are there, and every line counts them.
  const [items, rows] = await Promise.all([
    unsafeRawItems(db, onConversations),
    unsafeRawRows(db, [...new Set(onConversations.map(({ conversationId }) => conversationId))]),
  ]);
  const orders = await orderViews(
    db,
    ids(["order.changed"], (payload) => payload.orderId),
  );
  const stock = await stockViews(
    db,
    ids(["stock.changed"], (payload) => payload.skuId),
  );
  const people = await peopleById(
    db,
    ids(["person.changed"], (payload) => payload.userId),
  );
  const places = await placesById(
    db,
    ids(["place.changed"], (payload) => payload.placeId),
  );
  return {
    rows: new Map(rows.map((row) => [row.id, row])),
    items: new Map(items.map((item) => [`${item.conversationId} ${item.seq}`, item])),
    orders: new Map(orders.map((order) => [order.id, { kind: "order", order }])),
    stock: new Map(stock.map((level) => [level.sku.id, { kind: "stock", stock: level }])),
    people: new Map(people.map((person) => [person.id, person])),
    places: new Map(places.map((found) => [found.place.id, { kind: "place", ...found }])),
    customerIds,
  };
}

function shape(
  batch: readonly LoggedEvent[],
  things: Things,
  masking: Masking,
  profiles: Map<Id, CustomerProfile>,
): Hydrated {
  const lines = new Map<Id, ReturnType<typeof toRow>>();
  const line = (raw: RawRow) => {
    const row = lines.get(raw.id) ?? toRow(raw, masking);
    lines.set(raw.id, row);
    return row;
  };
  const entity = (event: LoggedEvent): Entity | null => {
    const on = about(event);
    if (on) {
      const raw = things.rows.get(on.conversationId);
      if (!raw) return null;
      const items = on.seqs.flatMap((seq) => things.items.get(`${on.conversationId} ${seq}`) ?? []);
      return { kind: "conversation", row: line(raw), items: items.map((item) => toItem(item, masking)) };
    }
    return onSomethingElse(event, things, profiles, masking);
  };
  const said = new Map<string, Envelope>();
  for (const event of batch) {
    const subject = entity(event);
    if (subject) {
      said.set(event.cursor, { type: event.type, at: event.at.toISOString(), entity: subject } as Envelope);
    }
  }
  return said;
}

function onSomethingElse(
  event: LoggedEvent,
  things: Things,
  profiles: Map<Id, CustomerProfile>,
  masking: Masking,
): Entity | null {
  switch (event.type) {
    case "conversation.read":
      return { kind: "read", conversationId: event.payload.conversationId, seq: event.payload.seq };
    case "customer.changed":
    case "consent.changed": {
      const context = profiles.get(event.payload.customerId);
      return context ? { kind: "customer", customerId: event.payload.customerId, context } : null;
    }
    case "order.changed": {
      const found = things.orders.get(event.payload.orderId);
      return found ? { kind: "order", order: maskedOrder(found.order, masking) } : null;
    }
    case "stock.changed":
      return things.stock.get(event.payload.skuId) ?? null;
    case "feed.vouched":
      return { kind: "feed", ...event.payload };
    case "person.changed": {
      const person = things.people.get(event.payload.userId);
      return person ? { kind: "person", person } : null;
    }
    case "place.changed":
      return things.places.get(event.payload.placeId) ?? null;
    case "session.ended":
      return { kind: "session" };
    default:
      return null;
  }
}
