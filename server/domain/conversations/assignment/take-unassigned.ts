import type { PersonActor } from "@/server/contract/team";
import type { Write } from "@/server/domain/command";
import { NO_OFFER, settleOffer } from "../offers/offer-record";
import { appendItem, lineBy } from "../record/append-item";
import type { ConversationRecord } from "../record/load-conversation";
import { placementOf } from "../record/policy";
import { requireEnabledUser } from "../record/target";

/**
 * Assigns a locked, unassigned conversation to the actor, with its line and event, and withdraws a pending offer. Its place
 * does not change, even when the actor does not work there.
 * @returns the changed conversation
 * @throws DomainError "unauthenticated" when the actor has just been disabled
 */
export async function takeUnassigned(
  write: Write<PersonActor>,
  conversation: ConversationRecord,
): Promise<ConversationRecord> {
  const { tx, actor, emit } = write;
  await requireEnabledUser(tx, actor.id);
  await settleOffer(write, conversation.offerId, "withdrawn");
  const { seq, conversation: taken } = await appendItem(
    write,
    conversation.id,
    { kind: "system", system: { type: "claimed", ...lineBy(actor) } },
    { assigneeId: actor.id, ...NO_OFFER },
  );
  emit("conversation.assigned", { conversationId: conversation.id, seqs: [seq], was: placementOf(conversation) });
  return taken;
}
