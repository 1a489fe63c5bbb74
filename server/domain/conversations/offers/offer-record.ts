import { and, eq } from "drizzle-orm";
import { offers, users } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import { personIdOf } from "@/server/contract/team";
import type { Write } from "@/server/domain/command";
import type { ConversationRecord } from "../record/load-conversation";

export type OfferRecord = typeof offers.$inferSelect;

/** The columns to clear when an offer ends. */
export const NO_OFFER = { offerId: null, offeredUserId: null, offeredPlaceId: null } as const;

/** The columns of a pending offer. An offer to a person notifies only them, not their place. */
export const offerColumns = ({ id, toUserId, toPlaceId }: Pick<OfferRecord, "id" | "toUserId" | "toPlaceId">) => ({
  offerId: id,
  offeredUserId: toUserId,
  offeredPlaceId: toUserId ? null : toPlaceId,
});

/**
 * Ends a pending offer. The caller holds the conversation's lock, which is always taken first.
 * @returns the offer, or null when there was none pending
 */
export async function settleOffer(
  { tx, actor, now }: Pick<Write, "tx" | "actor" | "now">,
  offerId: Id | null,
  state: "accepted" | "declined" | "expired" | "withdrawn",
  reason: string | null = null,
): Promise<OfferRecord | null> {
  if (!offerId) return null;
  const [offer] = await tx
    .update(offers)
    .set({ state, reason, answeredAt: now, answeredBy: personIdOf(actor) })
    .where(and(eq(offers.id, offerId), eq(offers.state, "pending")))
    .returning();
  return offer ?? null;
}

/**
 * Decides who keeps a conversation that nobody accepted: its owner if they can still work, else the queue of its place.
 * @returns the columns to set, and the name for the line
 */
export async function fallBack(
  { tx }: Pick<Write, "tx">,
  conversation: ConversationRecord,
  placeName: string,
): Promise<{ touch: { assigneeId: Id | null }; to: { to: string; toId: Id } }> {
  if (conversation.assigneeId) {
    const [owner] = await tx.select().from(users).where(eq(users.id, conversation.assigneeId)).for("share");
    if (owner && !owner.disabledAt) return { touch: { assigneeId: owner.id }, to: { to: owner.name, toId: owner.id } };
  }
  return { touch: { assigneeId: null }, to: { to: placeName, toId: conversation.placeId } };
}
