import type { Id } from "@/server/contract/ids";
import type { Write } from "@/server/domain/command";
import { NO_OFFER, settleOffer } from "../offers/offer-record";
import { appendItem, lineBy } from "../record/append-item";
import type { ConversationRecord } from "../record/load-conversation";
import { placementOf } from "../record/policy";
import { namesOf, type ResolvedTarget } from "../record/target";

export type Names = (id: Id | null) => string;

/** Names of the people and places that a move of these conversations mentions. */
export const namesForMoves = (write: Write, moved: readonly ConversationRecord[], to: readonly ResolvedTarget[]) =>
  namesOf(write.tx, [
    ...moved.flatMap((row) => [row.assigneeId, row.placeId]),
    ...to.flatMap(({ userId, placeId }) => [userId, placeId]),
  ]);

/**
 * Moves a locked conversation to a person or a queue, with its line and event, and withdraws a pending offer.
 * @returns the changed conversation, or null when nothing changed
 */
export async function moveConversation(
  write: Write,
  conversation: ConversationRecord,
  to: ResolvedTarget,
  names: Names,
): Promise<ConversationRecord | null> {
  if (conversation.placeId === to.placeId && conversation.assigneeId === to.userId) return null;
  const was = placementOf(conversation);
  const [fromId, toId] = [conversation.assigneeId ?? conversation.placeId, to.userId ?? to.placeId];
  await settleOffer(write, conversation.offerId, "withdrawn");
  const { seq, conversation: moved } = await appendItem(
    write,
    conversation.id,
    {
      kind: "system",
      system: {
        type: "assigned",
        ...lineBy(write.actor),
        from: names(fromId),
        fromId,
        to: names(toId),
        toId,
      },
    },
    { placeId: to.placeId, assigneeId: to.userId, ...NO_OFFER },
  );
  write.emit("conversation.assigned", { conversationId: conversation.id, seqs: [seq], was });
  return moved;
}
