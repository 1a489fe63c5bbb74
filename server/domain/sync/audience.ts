import type { ConversationRow } from "@/server/contract/conversations";
import type { Envelope, LoggedEvent, Whereabouts } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { canRead } from "../conversations/policy";

/** Where a line of the inbox is, in the words of the read policy. */
const whereaboutsOf = (row: ConversationRow): Whereabouts => ({
  placeId: row.place.id,
  userId: row.assignee?.id ?? null,
  offeredUserId: row.offer?.toUser?.id ?? null,
  offeredPlaceId: row.offer?.toPlace?.id ?? null,
});

/**
 * What one person is told of an event about a conversation: all of it if they may read it now; that it left if they could
 * before (and where to, if it was theirs); else nothing. Everything else has a rule of its own: marks are personal, people and
 * places are known to all, sessions are nobody's.
 * Customers, orders (`orderTold`) and stock are told by the caller, who knows what the screen shows.
 */
export function toldTo(actor: PersonActor, event: LoggedEvent, envelope: Envelope): Envelope | null {
  const { entity } = envelope;
  switch (entity.kind) {
    case "conversation": {
      if (canRead(actor, whereaboutsOf(entity.row))) return envelope;
      const was = "was" in event.payload ? event.payload.was : undefined;
      if (!was || !canRead(actor, was)) return null;
      const movedTo = was.userId === actor.id && was.placeId !== entity.row.place.id ? entity.row.place.name : null;
      return { ...envelope, entity: { kind: "conversation_left", conversationId: entity.row.id, movedTo } } as Envelope;
    }
    case "read":
      return event.type === "conversation.read" && event.payload.userId === actor.id ? envelope : null;
    case "person":
    case "place":
    case "customer":
    case "order":
    case "order_left":
    case "stock":
    case "feed":
      return envelope;
    case "conversation_left":
    case "session":
      return null;
  }
}

/** What a reader of these customers is told of an order: all of it beside its customer, that it left beside the previous one. */
export function orderTold(event: LoggedEvent, envelope: Envelope, knows: (customerId: Id) => boolean): Envelope | null {
  if (event.type !== "order.changed" || envelope.entity.kind !== "order") return null;
  const { orderId, previousCustomerId: was } = event.payload;
  const { customerId } = envelope.entity.order;
  if (customerId && knows(customerId)) return envelope;
  if (!was || !knows(was)) return null;
  return { ...envelope, entity: { kind: "order_left", orderId, customerId: was } } as Envelope;
}
