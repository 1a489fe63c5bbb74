import { asc, eq, sql } from "drizzle-orm";
import { conversations, offers } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { Released } from "@/server/contract/team";
import type { Write } from "@/server/domain/command";
import { moveConversation, namesForMoves } from "../assignment/move";
import { expirePending, withdrawPending } from "../offers/end-offer";
import { assignedTo, offeredAround } from "./held-work";

/**
 * Returns a person's conversations to the queues of their places, and ends the offers made by and to them. Called in the
 * transaction that disables the person, after their row is updated. `countHeld` previews it.
 * @returns how many conversations returned to their queues, and how many offers ended
 */
export async function releasePerson(write: Write, userId: Id): Promise<Released> {
  const { tx } = write;
  const held = await tx
    .select({ conversation: conversations, fromUserId: offers.fromUserId })
    .from(conversations)
    .leftJoin(offers, eq(offers.id, conversations.offerId))
    .where(
      sql`${conversations.id} in (
        ${assignedTo(userId)} union ${offeredAround(userId)})`,
    )
    .orderBy(asc(conversations.id))
    .for("update", { of: conversations });
  const queues = held.map(({ conversation }) => ({ placeId: conversation.placeId, userId: null }));
  const names = await namesForMoves(
    write,
    held.map(({ conversation }) => conversation),
    queues,
  );
  for (const { conversation, fromUserId } of held) {
    if (conversation.assigneeId === userId) {
      await moveConversation(write, conversation, { placeId: conversation.placeId, userId: null }, names);
    } else if (fromUserId === userId) await withdrawPending(write, conversation);
    else await expirePending(write, conversation);
  }
  return {
    conversations: held.filter(({ conversation }) => conversation.assigneeId === userId).length,
    offers: held.filter(({ conversation }) => conversation.offerId !== null).length,
  };
}
