import type { FeedStream } from "@/server/contract/commerce";
import type { Envelope, LoggedEvent } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { Frame } from "@/server/contract/sockets";
import { orderTold, toldTo } from "@/server/domain/sync/audience";
import type { Hydrated } from "@/server/domain/sync/hydrate";
import type { StaffData } from "./staff";

/** One connected screen, as far as telling it is concerned. */
export type Listener = { id: string; data: StaffData };
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
  batch.forEach((event, index) => {
    for (const listener of listeners) {
      const envelope = (listener.data.isMasked ? hydrated.masked : hydrated.clear).get(event.cursor);
      if (!envelope) continue;
      const say = tellOne(event, envelope, listener.data);
      if (!say) continue;
      if (say.entity.kind === "conversation_left")
        lost.push({ socketId: listener.id, conversationId: say.entity.conversationId });
      const entry = told.get(listener) ?? { key: [], envelopes: [] };
      entry.key.push(`${index}${say === envelope ? "" : variantOf(say)}`);
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

/** Of what is told otherwise than whole, who held the conversation is told more than who could only read it. */
const variantOf = ({ entity }: Envelope): string =>
  entity.kind === "conversation_left" && entity.movedTo !== null ? "-moved" : "-";

/** The read policy decides; what is told only to those who look at it is asked first. */
function tellOne(event: LoggedEvent, envelope: Envelope, { actor, watch }: StaffData): Envelope | null {
  const { entity } = envelope;
  if (entity.kind === "customer" && watch.customerId !== entity.customerId) return null;
  if (entity.kind === "order") return orderTold(event, envelope, (id) => id === watch.customerId);
  if (entity.kind === "stock" && !watch.skuIds.has(entity.stock.sku.id)) return null;
  if (entity.kind === "feed" && !shows(entity.stream, watch)) return null;
  return toldTo(actor, event, envelope);
}

/** What is not on screen is asked again when it is shown, and then comes with its age. */
const shows = (stream: FeedStream, { skuIds, customerId }: StaffData["watch"]): boolean =>
  stream === "stock" ? skuIds.size > 0 : customerId !== null;
