import type { Envelope, LoggedEvent, Whereabouts } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { Frame } from "@/server/contract/sockets";
import type { PersonActor } from "@/server/contract/team";
import { canRead } from "@/server/domain/conversations/policy";
import type { StaffData } from "./staff";

/** One connected screen, as far as telling it is concerned. */
export type Listener = { id: string; data: StaffData };
/** What a batch says in one masking class, by the log's cursor. */
export type Hydrated = ReadonlyMap<string, Envelope>;
/** The same frame for all these sockets: it is encoded once. */
export type Delivery = { socketIds: string[]; frame: Frame };
export type Lost = { socketId: string; conversationId: Id };

/**
 * Decides who is told what of a batch, by the read policy itself. A screen that could read a conversation before and cannot
 * now is told only that it left.
 */
export function fanOut(
  batch: LoggedEvent[],
  cursor: string,
  listeners: readonly Listener[],
  hydrated: { clear: Hydrated; masked: Hydrated },
): { deliveries: Delivery[]; lost: Lost[] } {
  const lost: Lost[] = [];
  const groups = new Map<string, { socketIds: string[]; envelopes: Envelope[] }>();
  const told = new Map<Listener, { key: string[]; envelopes: Envelope[] }>();
  const readers = memoReaders();
  batch.forEach((event, index) => {
    for (const listener of listeners) {
      const envelope = (listener.data.isMasked ? hydrated.masked : hydrated.clear).get(event.cursor);
      if (!envelope) continue;
      const say = tellOne(event, envelope, listener, readers);
      if (!say) continue;
      if (say.entity.kind === "conversation_left")
        lost.push({ socketId: listener.id, conversationId: say.entity.conversationId });
      const entry = told.get(listener) ?? { key: [], envelopes: [] };
      entry.key.push(`${index}${say === envelope ? "" : "-"}`);
      entry.envelopes.push(say);
      told.set(listener, entry);
    }
  });
  for (const [listener, { key, envelopes }] of told) {
    const group = `${listener.data.isMasked} ${key.join()}`;
    const entry = groups.get(group) ?? { socketIds: [], envelopes };
    entry.socketIds.push(listener.id);
    groups.set(group, entry);
  }
  const deliveries = [...groups.values()].map(({ socketIds, envelopes }) => ({
    socketIds,
    frame: { envelopes, cursor },
  }));
  return { deliveries, lost };
}

function tellOne(event: LoggedEvent, envelope: Envelope, { data }: Listener, readers: Readers): Envelope | null {
  const { entity } = envelope;
  const { actor, watch } = data;
  switch (entity.kind) {
    case "conversation": {
      if (readers(actor, whereaboutsOf(entity.row))) return envelope;
      const was = "was" in event.payload ? event.payload.was : undefined;
      if (!was || !readers(actor, was)) return null;
      return { ...envelope, entity: { kind: "conversation_left", conversationId: entity.row.id } } as Envelope;
    }
    case "conversation_left":
      return null;
    case "read":
      return event.type === "conversation.read" && event.payload.userId === actor.id ? envelope : null;
    case "customer":
      return watch.customerId === entity.customerId ? envelope : null;
    case "order":
      return watch.customerId !== null && watch.customerId === entity.order.customerId ? envelope : null;
    case "stock":
      return watch.skuIds.has(entity.stock.sku.id) ? envelope : null;
    case "person":
      return envelope;
    case "session":
      return null;
  }
}

/** Where a line of the inbox is, in the words of the read policy. */
const whereaboutsOf = (row: Extract<Envelope["entity"], { kind: "conversation" }>["row"]): Whereabouts => ({
  placeId: row.place.id,
  userId: row.assignee?.id ?? null,
  offeredUserId: row.offer?.toUser?.id ?? null,
  offeredPlaceId: row.offer?.toPlace?.id ?? null,
});

type Readers = (actor: PersonActor, at: Whereabouts) => boolean;

/** In a burst many events are at the same place: each person's answer is worked out once per place. */
function memoReaders(): Readers {
  const byPlace = new Map<string, Map<PersonActor, boolean>>();
  return (actor, at) => {
    const key = `${at.placeId} ${at.userId} ${at.offeredUserId} ${at.offeredPlaceId}`;
    const answers = byPlace.get(key) ?? new Map<PersonActor, boolean>();
    byPlace.set(key, answers);
    const answer = answers.get(actor) ?? canRead(actor, at);
    answers.set(actor, answer);
    return answer;
  };
}
