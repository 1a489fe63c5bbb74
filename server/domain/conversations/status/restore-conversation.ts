import { and, eq } from "drizzle-orm";
import { offers } from "@/db/schema";
import type { ConversationStatus, UnrestoredPart } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { EventType } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import type { Write } from "@/server/domain/command";
import { NO_OFFER, type OfferRecord, offerColumns } from "../offers/offer-record";
import { appendItem, lineBy } from "../record/append-item";
import type { ConversationRecord } from "../record/load-conversation";
import { placementOf } from "../record/policy";
import { loadTarget } from "../record/target";
import type { UndoRecord } from "../record/undo-record";

type Restore = {
  record: UndoRecord;
  /** Locked and unchanged since the command. */
  row: ConversationRecord;
  /** The previous owner if they can still work, otherwise null for the queue. */
  ownerId: Id | null;
  /** The transfer that the command withdrew, if its sender can still work. */
  offer: OfferRecord | null;
  /** The name of the new owner or queue. */
  to: string;
};

/**
 * Restores the state of a locked conversation before a command, with a line and an event.
 * @returns the parts that could not be restored
 */
export async function restoreConversation(write: Write<PersonActor>, restore: Restore): Promise<UnrestoredPart[]> {
  const { record, row, ownerId, to } = restore;
  const { action } = record;
  const state = stateBefore(write, record, row);
  const offer = restore.offer && (await offerAgain(write, restore.offer)) ? restore.offer : null;
  const moves = action === "claim" || action === "assign" || action === "bulk_assign";
  const goesTo = moves ? { to, toId: ownerId ?? record.fromPlaceId } : { to: null, toId: null };
  const { seq } = await appendItem(
    write,
    row.id,
    { kind: "system", system: { type: "undone", ...lineBy(write.actor), action, ...goesTo } },
    { placeId: record.fromPlaceId, assigneeId: ownerId, ...state, ...(offer ? offerColumns(offer) : NO_OFFER) },
  );
  if (state.status === "snoozed" && state.snoozedUntil) {
    write.enqueue("wake-conversation", { conversationId: row.id }, state.snoozedUntil);
  }
  const event = moves ? "conversation.assigned" : eventOf(row.status, state.status);
  write.emit(event, { conversationId: row.id, seqs: [seq], was: placementOf(row) });
  const lost: UnrestoredPart[] = [];
  if (record.fromOfferId && !offer) lost.push("offer");
  if (record.fromUserId && !ownerId) lost.push("assignee");
  if (record.fromStatus === "snoozed" && state.status !== "snoozed") lost.push("snooze");
  return lost;
}

type State = Pick<ConversationRecord, "status" | "snoozedUntil" | "resolvedAt" | "waitingSince">;

function stateBefore({ now }: Write, record: UndoRecord, row: ConversationRecord): State {
  const { fromStatus: status, fromSnoozedUntil: snoozedUntil } = record;
  if (!status) {
    const { resolvedAt, waitingSince } = row;
    return { status: row.status, snoozedUntil: row.snoozedUntil, resolvedAt, waitingSince };
  }
  const isOver = status === "snoozed" && snoozedUntil !== null && snoozedUntil <= now;
  return {
    status: isOver ? "open" : status,
    snoozedUntil: isOver ? null : snoozedUntil,
    resolvedAt: record.fromResolvedAt,
    waitingSince: record.fromWaitingSince,
  };
}

function eventOf(from: ConversationStatus, to: ConversationStatus): EventType & `conversation.${string}` {
  if (to === "resolved") return "conversation.resolved";
  if (to === "snoozed") return "conversation.snoozed";
  return from === "snoozed" ? "conversation.woken" : "conversation.reopened";
}

/**
 * Makes a withdrawn transfer pending again for its remaining time.
 * @returns false when it has expired, or its receiver can no longer take work
 */
async function offerAgain({ tx, now, enqueue }: Write, offer: OfferRecord): Promise<boolean> {
  if (offer.expiresAt <= now) return false;
  const to = { userId: offer.toUserId, ...(offer.toPlaceId ? { placeId: offer.toPlaceId } : {}) };
  try {
    await loadTarget(tx, to);
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
  const [pending] = await tx
    .update(offers)
    .set({ state: "pending", reason: null, answeredAt: null, answeredBy: null })
    .where(and(eq(offers.id, offer.id), eq(offers.state, "withdrawn")))
    .returning();
  if (pending) enqueue("expire-offer", { offerId: offer.id }, offer.expiresAt);
  return pending !== undefined;
}
