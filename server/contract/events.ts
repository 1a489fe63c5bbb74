import type { FeedStream, OrderView, SkuStock } from "./commerce";
import type { ConversationRow, Item } from "./conversations";
import type { CustomerContext } from "./customers";
import type { Draft, DraftMode } from "./drafts";
import type { Id, IsoTime } from "./ids";
import type { LegEnd, LiveCall } from "./live-calls";
import type { PersonPreferences } from "./preferences";
import type { Person, PersonTile, Place, PlaceTile } from "./team";
import type { WrapUpView } from "./wrap-ups";

export const ACTOR_KINDS = ["person", "system", "customer", "integration"] as const;
/** The actor that caused an event. `id` names the person, the customer or the integration; it is null for a part of the system. */
export type EventActor = { kind: (typeof ACTOR_KINDS)[number]; id: Id | null };

/** The place, owner and offer of a conversation. `was` in an event is the placement before it, so that people who lose it are notified. */
export type Placement = { placeId: Id; userId: Id | null; offeredUserId: Id | null; offeredPlaceId: Id | null };

/** `placeId` null: the stream at every place. */
type FeedConfirmation = { source: string; stream: FeedStream; placeId: Id | null; observedAt: IsoTime };

type OnConversation = {
  conversationId: Id;
  /** The items that this event wrote or changed. */
  seqs: number[];
  /** Only when the audience may have changed. */
  was?: Placement;
};

/**
 * The contract of one pushed noun: its events, the payload that each of them carries in the log (ids and numbers, never message
 * text), and the entity that a screen receives, which equals the current result of the query that the screen has made.
 */
export type NounShape = { events: string; payload: object; entity: { kind: string } };

/**
 * Every pushed noun. An entry here does not compile before the noun has its descriptor in `server/domain/sync/nouns` and every
 * kind of its entity a patch in `components/client/nouns` (ADR 0032).
 */
export type PushedNouns = {
  conversation: {
    events:
      | "conversation.opened"
      | "conversation.reopened"
      | "conversation.resolved"
      | "conversation.snoozed"
      | "conversation.woken"
      | "conversation.assigned"
      | "conversation.followed"
      | "conversation.unfollowed"
      | "message.received"
      | "message.sent"
      | "message.updated"
      | "reply.scheduled"
      | "reply.unscheduled"
      | "note.added"
      | "call.recorded"
      | "call.recording_played"
      | "call.transcript_read"
      | "callback.scheduled"
      | "callback.changed"
      | "callback.ended"
      | "offer.made"
      | "offer.accepted"
      | "offer.declined"
      | "offer.expired"
      | "offer.withdrawn";
    payload: OnConversation;
    entity:
      | { kind: "conversation"; row: ConversationRow; items: Item[] }
      /** The recipient may no longer read the conversation. `movedTo`: its place now, only for the previous assignee. */
      | { kind: "conversation_left"; conversationId: Id; movedTo: string | null };
  };
  call: {
    events: "call.started" | "call.rang" | "call.answered" | "call.changed" | "call.ended";
    /** `userIds`: everybody who has, or had, a part in it. */
    payload: { callId: Id; conversationId: Id; userIds: Id[] };
    entity:
      | { kind: "call"; call: LiveCall }
      /** It no longer rings for this person, or they have left it. */
      | { kind: "call_left"; callId: Id; endedAs: LegEnd };
  };
  wrapUp: {
    events: "wrap_up.began" | "wrap_up.changed";
    payload: { wrapUpId: Id; userId: Id };
    /** For the person who wraps up, on all their screens. */
    entity: { kind: "wrap_up"; wrapUp: WrapUpView };
  };
  read: {
    events: "conversation.read";
    payload: { conversationId: Id; userId: Id; seq: number };
    entity: { kind: "read"; conversationId: Id; seq: number };
  };
  customer: {
    events: "customer.changed" | "consent.changed";
    payload: { customerId: Id };
    entity: { kind: "customer"; customerId: Id; context: Omit<CustomerContext, "orders" | "earlier"> };
  };
  customerMerge: {
    events: "customer.merged";
    /**
     * Everybody who was one person with a customer of the merge that was made or undone, or who was named. `chosen`: this conversation is
     * with another one of them now.
     */
    payload: { customerIds: Id[]; chosen?: { conversationId: Id; customerId: Id } };
    /** What these customers are shown as has changed. */
    entity: { kind: "customer_merge"; customerIds: Id[] };
  };
  order: {
    events: "order.changed";
    /** `previousCustomerId`: only when the order belonged to another customer before. */
    payload: { orderId: Id; customerId: Id | null; previousCustomerId?: Id };
    entity: /** Everybody who is one person with its customer, and with the customer it belonged to before. */
      | { kind: "order"; order: OrderView; memberIds: Id[]; leftIds: Id[] }
      /** The order now belongs to another customer. */
      | { kind: "order_left"; orderId: Id; customerIds: Id[] };
  };
  stock: {
    events: "stock.changed";
    payload: { skuId: Id };
    entity: { kind: "stock"; stock: SkuStock };
  };
  feed: {
    events: "feed.confirmed";
    payload: FeedConfirmation;
    /** Everything this source published of this stream (at this place) was still true then. */
    entity: { kind: "feed" } & FeedConfirmation;
  };
  person: {
    events: "person.changed";
    payload: { userId: Id };
    entity: { kind: "person"; person: Person };
  };
  draft: {
    events: "draft.changed";
    payload: { userId: Id; conversationId: Id; mode: DraftMode };
    /** A device of its author shows it; an empty text: there is none any more. */
    entity: { kind: "draft"; draft: Draft };
  };
  preferences: {
    events: "preferences.changed";
    payload: { userId: Id };
    /** For the person whose they are, on all their screens. */
    entity: { kind: "preferences"; preferences: PersonPreferences };
  };
  savedReply: {
    events: "saved_reply.changed";
    /** The person or the place whose it is; both null: the organization's. */
    payload: { replyId: Id; userId: Id | null; placeId: Id | null };
    /** Lists of saved replies are refetched. */
    entity: { kind: "saved_reply" };
  };
  place: {
    events: "place.changed";
    payload: { placeId: Id };
    /** `takesWork` false: it has stock, but never receives conversations. */
    entity: { kind: "place"; place: Place; takesWork: boolean };
  };
  endpoint: {
    events: "endpoint.changed";
    /**
     * `placeIds`: its place, its previous place, and the places of conversations that may use it. `userIds`: people who have,
     * or are offered, one of those conversations.
     */
    payload: { endpointId: Id; placeIds: Id[]; userIds: Id[] };
    /** An endpoint was added, changed or removed, so conversations at these places may have other reply destinations. */
    entity: { kind: "endpoint"; endpointId: Id; placeIds: Id[] };
  };
  session: {
    events: "session.ended";
    payload: { sid: Id; userId: Id };
    entity: { kind: "session" };
  };
  setting: {
    events: "setting.changed";
    /** `region` and `placeId` both null: for the whole organization. */
    payload: { key: string; region: string | null; placeId: Id | null; version: number };
    /** Its value may have changed anywhere in its scope: a screen that shows it refetches. */
    entity: { kind: "setting"; key: string };
  };
};

/** Every event and its payload. */
export type EventPayloads = { [N in keyof PushedNouns as PushedNouns[N]["events"]]: PushedNouns[N]["payload"] };
export type EventType = keyof EventPayloads;

/** One row of the log. `cursor` is opaque and totally ordered by the log. */
export type LoggedEvent<T extends EventType = EventType> = {
  [K in T]: { cursor: string; type: K; payload: EventPayloads[K]; actor: EventActor; at: Date };
}[T];

type EntityOf = { [N in keyof PushedNouns as PushedNouns[N]["events"]]: PushedNouns[N]["entity"] };
export type Entity = PushedNouns[keyof PushedNouns]["entity"];
export type Envelope<T extends EventType = EventType> = { [K in T]: { type: K; at: IsoTime; entity: EntityOf[K] } }[T];

/** Result of `sync.since`: the missed events, or `reset` when the log no longer reaches back that far. */
export type SyncAnswer =
  | { reset: false; envelopes: Envelope[]; cursor: string; more: boolean }
  | { reset: true; cursor: string };

/** Changed tiles of the supervisor's board, pushed to open boards at most twice a second. */
export type BoardDelta = { places: PlaceTile[]; people: PersonTile[] };
