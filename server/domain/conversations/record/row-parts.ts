import { sql } from "drizzle-orm";
import type { CallbackView } from "@/server/contract/callbacks";
import type { HandoffCard, OfferView } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import type { ScheduledReply } from "@/server/contract/scheduled-replies";
import { freeText, handoffCard, type Masking } from "@/server/domain/text/mask";

/* What an inbox row shows of other tables. */

/** A pending offer with its names, looked up only for rows that have one. `expires_at` is ISO text, because it is inside JSON. */
type RawOffer = {
  id: Id;
  fromId: Id;
  fromName: string;
  toName: string | null;
  placeName: string | null;
  card: HandoffCard;
  expiresAt: string;
};
export const pendingOffer = sql<RawOffer | null>`case when conversations.offer_id is not null then (
  select json_build_object('id', o.id, 'fromId', o.from_user_id, 'fromName', f.name, 'toName', t.name,
    'placeName', p.name, 'card', o.card, 'expiresAt', o.expires_at)
  from offers o join users f on f.id = o.from_user_id left join users t on t.id = o.to_user_id
  left join places p on p.id = o.to_place_id
  where o.id = conversations.offer_id) end`;

/** The open callback with its names, looked up only for rows that have one. Its times are ISO text, as above. */
type RawCallback = Omit<CallbackView, "dueAt" | "remindAt" | "talkedAt" | "assignee"> & {
  dueAt: string;
  remindAt: string;
  talkedAt: string | null;
  assigneeId: Id | null;
  assigneeName: string | null;
};
export const openCallback = sql<RawCallback | null>`case when conversations.callback_id is not null then (
  select json_build_object('id', b.id, 'dueAt', b.due_at, 'remindAt', b.remind_at, 'reason', b.reason,
    'attempts', b.attempts, 'talkedAt', b.talked_at, 'assigneeId', b.assignee_id, 'assigneeName', a.name,
    'scheduledBy', case when s.id is not null then json_build_object('id', s.id, 'name', s.name) end)
  from callbacks b left join users s on s.id = b.scheduled_by_id left join users a on a.id = b.assignee_id
  where b.id = conversations.callback_id) end`;

/** The reply that leaves later, looked up only for rows that have one. */
export const waitingReply = sql<ScheduledReply | null>`case when conversations.scheduled_id is not null then (
  select json_build_object('id', r.id, 'author', json_build_object('id', a.id, 'name', a.name), 'body', r.body,
    'sendAt', r.send_at, 'afterSeq', r.after_seq, 'stopsOnReply', r.stops_on_reply)
  from scheduled_replies r join users a on a.id = r.author_id
  where r.id = conversations.scheduled_id) end`;

export const toScheduled = (reply: ScheduledReply | null, masking: Masking): ScheduledReply | null =>
  reply && { ...reply, sendAt: new Date(reply.sendAt).toISOString(), body: freeText(reply.body, masking) };

export function toCallback(callback: RawCallback | null, masking: Masking): CallbackView | null {
  if (!callback) return null;
  const { assigneeId, assigneeName, dueAt, remindAt, talkedAt, ...rest } = callback;
  return {
    ...rest,
    dueAt: new Date(dueAt).toISOString(),
    remindAt: new Date(remindAt).toISOString(),
    talkedAt: talkedAt && new Date(talkedAt).toISOString(),
    assignee: assigneeId ? { id: assigneeId, name: assigneeName ?? "" } : null,
    reason: freeText(rest.reason, masking),
  };
}

type RowWithOffer = { offer: RawOffer | null; offeredUserId: Id | null; offeredPlaceId: Id | null };

export function toOffer({ offer, offeredUserId, offeredPlaceId }: RowWithOffer, masking: Masking): OfferView | null {
  if (!offer) return null;
  return {
    id: offer.id,
    from: { id: offer.fromId, name: offer.fromName },
    toUser: offeredUserId ? { id: offeredUserId, name: offer.toName ?? "" } : null,
    toPlace: offeredPlaceId ? { id: offeredPlaceId, name: offer.placeName ?? "" } : null,
    card: handoffCard(offer.card, masking),
    expiresAt: new Date(offer.expiresAt).toISOString(),
  };
}
