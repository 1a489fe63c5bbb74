import type { ConversationRow } from "@/server/contract/conversations";
import type { Placement, PushedNouns } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import { canRead } from "@/server/domain/conversations/record/policy";
import { toItem, toRow, unsafeRawItems, unsafeRawRows } from "@/server/domain/conversations/record/rows";
import { entitiesOf, idsOf, type NounDescriptor } from "../noun";

/** The placement of an inbox line, for the read policy. */
const rowPlacement = (row: ConversationRow): Placement => ({
  placeId: row.place.id,
  userId: row.assignee?.id ?? null,
  offeredUserId: row.offer?.toUser?.id ?? null,
  offeredPlaceId: row.offer?.toPlace?.id ?? null,
});

const keyOf = (conversationId: Id, seq: number): string => `${conversationId} ${seq}`;

export const conversation: NounDescriptor<PushedNouns["conversation"]> = {
  events: {
    "conversation.opened": true,
    "conversation.reopened": true,
    "conversation.resolved": true,
    "conversation.snoozed": true,
    "conversation.woken": true,
    "conversation.assigned": true,
    "conversation.followed": true,
    "conversation.unfollowed": true,
    "message.received": true,
    "message.sent": true,
    "message.updated": true,
    "reply.scheduled": true,
    "reply.unscheduled": true,
    "note.added": true,
    "call.recorded": true,
    "call.recording_played": true,
    "call.transcript_read": true,
    "callback.scheduled": true,
    "callback.changed": true,
    "callback.ended": true,
    "offer.made": true,
    "offer.accepted": true,
    "offer.declined": true,
    "offer.expired": true,
    "offer.withdrawn": true,
  },
  // Each event has its own items, so a later event does not replace it.
  subject: () => null,

  async load(db, events) {
    // Both are read after the log, so the named items exist and are included in every row.
    const [rawItems, rawRows] = await Promise.all([
      unsafeRawItems(
        db,
        events.map(({ payload }) => payload),
      ),
      unsafeRawRows(
        db,
        idsOf(events, ({ payload }) => payload.conversationId),
      ),
    ]);
    const items = new Map(rawItems.map((item) => [keyOf(item.conversationId, item.seq), item]));
    return (masking) => {
      const rows = new Map(rawRows.map((raw) => [raw.id, toRow(raw, masking)]));
      return entitiesOf(events, ({ payload: { conversationId, seqs } }) => {
        const row = rows.get(conversationId);
        if (!row) return null;
        const named = seqs.flatMap((seq) => items.get(keyOf(conversationId, seq)) ?? []);
        return { kind: "conversation", row, items: named.map((item) => toItem(item, masking)) };
      });
    };
  },

  /**
   * People who may read it now receive all of it; people who could before, that it left (and where it went, if it was theirs).
   */
  audience({ actor }, entity, { payload: { was } }) {
    if (entity.kind !== "conversation") return null;
    const { row } = entity;
    if (canRead(actor, rowPlacement(row))) return entity;
    if (!was || !canRead(actor, was)) return null;
    const movedTo = was.userId === actor.id && was.placeId !== row.place.id ? row.place.name : null;
    return { kind: "conversation_left", conversationId: row.id, movedTo };
  },

  tiles(entity, { payload: { was } }) {
    if (entity.kind !== "conversation") return { placeIds: [], userIds: [] };
    const { place, assignee } = entity.row;
    return { placeIds: [place.id, was?.placeId ?? null], userIds: [assignee?.id ?? null, was?.userId ?? null] };
  },
};

/** A person's own read marks. */
export const read: NounDescriptor<PushedNouns["read"]> = {
  events: { "conversation.read": true },
  subject: () => null,
  load: async (_, events) => () =>
    entitiesOf(events, ({ payload: { conversationId, seq } }) => ({ kind: "read", conversationId, seq })),
  audience: ({ actor }, entity, { payload }) => (payload.userId === actor.id ? entity : null),
};
