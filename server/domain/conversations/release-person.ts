import { asc, eq, sql } from "drizzle-orm";
import { conversations, offers } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { Write } from "../command";
import { expirePending, withdrawPending } from "./end-offer";
import { moveConversation, namesForMoves } from "./move";

/**
 * Gives everything a person was working on back to the queues of its places, and ends the offers made by and to them. For
 * people who are disabled: in the transaction that disables them, after the row says so.
 */
export async function releasePerson(write: Write, userId: Id): Promise<void> {
  const { tx } = write;
  const held = await tx
    .select({ conversation: conversations, fromUserId: offers.fromUserId })
    .from(conversations)
    .leftJoin(offers, eq(offers.id, conversations.offerId))
    .where(
      sql`${conversations.id} in (
        select id from conversations where assignee_id = ${userId} and status in ('open', 'snoozed')
        union select id from conversations where offered_user_id = ${userId}
        union select conversation_id from offers where from_user_id = ${userId} and state = 'pending')`,
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
}
