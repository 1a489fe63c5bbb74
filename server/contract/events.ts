import type { FeedStream, OrderView, SkuStock } from "./commerce";
import type { ConversationRow, Item } from "./conversations";
import type { CustomerContext } from "./customers";
import type { Id, IsoTime } from "./ids";
import type { Person, PersonTile, Place, PlaceTile } from "./team";

/** Where a conversation was before an event, so that those who lose it can be told. */
export type Whereabouts = { placeId: Id; userId: Id | null; offeredUserId: Id | null; offeredPlaceId: Id | null };

type OnConversation = {
  conversationId: Id;
  /** The timeline entries this event wrote or changed. */
  seqs: number[];
  /** Only when the audience may have changed. */
  was?: Whereabouts;
};

/** Every event and the small facts it carries: ids and numbers, never message text. */
export type EventPayloads = {
  "conversation.opened": OnConversation;
  "conversation.reopened": OnConversation;
  "conversation.resolved": OnConversation;
  "conversation.snoozed": OnConversation;
  "conversation.woken": OnConversation;
  "conversation.assigned": OnConversation;
  "message.received": OnConversation;
  "message.sent": OnConversation;
  "message.updated": OnConversation;
  "note.added": OnConversation;
  "offer.made": OnConversation;
  "offer.accepted": OnConversation;
  "offer.declined": OnConversation;
  "offer.expired": OnConversation;
  "offer.withdrawn": OnConversation;
  "conversation.read": { conversationId: Id; userId: Id; seq: number };
  "customer.changed": { customerId: Id };
  "consent.changed": { customerId: Id };
  /** `previousCustomerId`: only when the order was somebody else's before. */
  "order.changed": { orderId: Id; customerId: Id | null; previousCustomerId?: Id };
  "stock.changed": { skuId: Id };
  /** `placeId` null: the stream at every place. */
  "feed.vouched": { source: string; stream: FeedStream; placeId: Id | null; observedAt: IsoTime };
  "person.changed": { userId: Id };
  "place.changed": { placeId: Id };
  "session.ended": { sid: Id; userId: Id };
};
export type EventType = keyof EventPayloads;

export const EVENT_TYPES = [
  "conversation.opened",
  "conversation.reopened",
  "conversation.resolved",
  "conversation.snoozed",
  "conversation.woken",
  "conversation.assigned",
  "message.received",
  "message.sent",
  "message.updated",
  "note.added",
  "offer.made",
  "offer.accepted",
  "offer.declined",
  "offer.expired",
  "offer.withdrawn",
  "conversation.read",
  "customer.changed",
  "consent.changed",
  "order.changed",
  "stock.changed",
  "feed.vouched",
  "person.changed",
  "place.changed",
  "session.ended",
] as const satisfies readonly EventType[];

/** One row of the log. `cursor` is opaque and totally ordered by the log. */
export type LoggedEvent<T extends EventType = EventType> = {
  [K in T]: { cursor: string; type: K; payload: EventPayloads[K]; at: Date };
}[T];

/** What a screen is told: exactly what the query it already made would now answer. */
export type Entity =
  | { kind: "conversation"; row: ConversationRow; items: Item[] }
  /** This person may no longer read it. `movedTo`: the place it is at now, only for whoever it was assigned to. */
  | { kind: "conversation_left"; conversationId: Id; movedTo: string | null }
  | { kind: "read"; conversationId: Id; seq: number }
  | { kind: "customer"; customerId: Id; context: Omit<CustomerContext, "orders" | "earlier"> }
  | { kind: "order"; order: OrderView }
  /** The order is another customer's now. */
  | { kind: "order_left"; orderId: Id; customerId: Id }
  | { kind: "stock"; stock: SkuStock }
  /** What this source said of this stream (at this place) was still true then. */
  | ({ kind: "feed" } & EventPayloads["feed.vouched"])
  | { kind: "person"; person: Person }
  /** `takesWork` false: it has stock, but no conversation lands there. */
  | { kind: "place"; place: Place; takesWork: boolean }
  | { kind: "session" };

export type EntityOf = {
  [K in EventType]: K extends "conversation.read"
    ? Extract<Entity, { kind: "read" }>
    : K extends "customer.changed" | "consent.changed"
      ? Extract<Entity, { kind: "customer" }>
      : K extends "order.changed"
        ? Extract<Entity, { kind: "order" | "order_left" }>
        : K extends "stock.changed"
          ? Extract<Entity, { kind: "stock" }>
          : K extends "feed.vouched"
            ? Extract<Entity, { kind: "feed" }>
            : K extends "person.changed"
              ? Extract<Entity, { kind: "person" }>
              : K extends "place.changed"
                ? Extract<Entity, { kind: "place" }>
                : K extends "session.ended"
                  ? Extract<Entity, { kind: "session" }>
                  : Extract<Entity, { kind: "conversation" | "conversation_left" }>;
};
export type Envelope<T extends EventType = EventType> = { [K in T]: { type: K; at: IsoTime; entity: EntityOf[K] } }[T];

/** Answer of `sync.since`: what this person missed, or `reset` when the log no longer reaches back that far. */
export type SyncAnswer =
  | { reset: false; envelopes: Envelope[]; cursor: string; more: boolean }
  | { reset: true; cursor: string };

/** Tiles of the supervisor's board that changed; pushed at most twice a second to boards that are open. */
export type BoardDelta = { places: PlaceTile[]; people: PersonTile[] };
