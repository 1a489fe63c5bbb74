import type { Envelope, LoggedEvent } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { Frame } from "@/server/contract/sockets";
import { deliveryOf } from "@/server/domain/sync/audience";
import type { Hydrated } from "@/server/domain/sync/hydrate";
import type { Recipient } from "@/server/domain/sync/noun";
import { pushedNouns, type Registry } from "@/server/domain/sync/registry";
import type { StaffData } from "./staff";

/** One connected screen as a recipient of pushes. */
export type Subscriber = { id: string; data: StaffData };
/** One frame for several sockets, so that it is encoded once. */
export type Delivery = { socketIds: string[]; frame: Frame };
export type Lost = { socketId: string; conversationId: Id };

/**
 * Decides by each noun's audience what each screen receives of a batch. Sockets that receive the same share one frame. `lost`
 * lists the screens that could read a conversation before and cannot now.
 */
export function fanOut(
  batch: LoggedEvent[],
  cursor: string,
  subscribers: readonly Subscriber[],
  hydrated: { clear: Hydrated; masked: Hydrated },
  registry: Registry = pushedNouns,
): { deliveries: Delivery[]; lost: Lost[] } {
  const lost: Lost[] = [];
  const frames = new Map<string, { socketIds: string[]; envelopes: Envelope[] }>();
  const whole = { clear: wholeOf(batch, hydrated.clear, registry), masked: wholeOf(batch, hydrated.masked, registry) };
  for (const { id, data } of subscribers) {
    const { key, envelopes } = receivedBy(data, data.isMasked ? whole.masked : whole.clear);
    if (envelopes.length === 0) continue;
    for (const { entity } of envelopes)
      if (entity.kind === "conversation_left") lost.push({ socketId: id, conversationId: entity.conversationId });
    const group = `${data.isMasked} ${key}`;
    const frame = frames.get(group) ?? { socketIds: [], envelopes };
    frame.socketIds.push(id);
    frames.set(group, frame);
  }
  const deliveries = [...frames.values()].map(({ socketIds, envelopes }) => ({
    socketIds,
    frame: { envelopes, cursor },
  }));
  return { deliveries, lost };
}

type Whole = { envelope: Envelope; deliver: ReturnType<typeof deliveryOf> };

/** The events of a batch that have an entity, each with what decides who receives it. */
const wholeOf = (batch: LoggedEvent[], hydrated: Hydrated, registry: Registry): Whole[] =>
  batch.flatMap((event) => {
    const envelope = hydrated.get(event.cursor);
    return envelope ? [{ envelope, deliver: deliveryOf(event, registry) }] : [];
  });

/** What one screen receives. Two screens of a masking class have the same `key` exactly when their envelopes are equal. */
function receivedBy(data: StaffData, whole: Whole[]): { key: string; envelopes: Envelope[] } {
  const recipient = screenOf(data);
  const envelopes: Envelope[] = [];
  let key = "";
  whole.forEach(({ envelope, deliver }, index) => {
    const received = deliver(recipient, envelope);
    if (!received) return;
    key += received === envelope ? `${index},` : `${index}${JSON.stringify(received.entity)},`;
    envelopes.push(received);
  });
  return { key, envelopes };
}

/** A live screen receives only what it subscribes to; everything else is refetched when it is shown. */
const screenOf = ({ actor, subscription }: StaffData): Recipient => ({
  actor,
  isSubscribedToCustomer: (id) => id === subscription.customerId,
  isSubscribedToSku: (id) => subscription.skuIds.has(id),
  isSubscribedToStream: (stream) =>
    stream === "stock" ? subscription.skuIds.size > 0 : subscription.customerId !== null,
});
