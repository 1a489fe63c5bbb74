import { eq } from "drizzle-orm";
import { users } from "@/db/schema";
import { ConversationInput, type ConversationRow } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "../command";
import { appendItem } from "./append-item";
import { stillWorks } from "./destination";
import { loadConversation } from "./load-conversation";
import { NO_OFFER, settleOffer } from "./offer-record";
import { maskingFor, whereabouts } from "./policy";
import { conversationRow } from "./rows";

/**
 * Takes an unassigned conversation. Of many at once exactly one wins, by the row lock; claiming what is already mine is fine.
 * @throws DomainError "not_found"; "taken" with `{ by }`, the winner's name; "conflict" when it is resolved
 */
export const claimConversation = command(
  ConversationInput,
  async (write: Write<PersonActor>, { conversationId }): Promise<ConversationRow> => {
    const { tx, actor, emit } = write;
    const conversation = await loadConversation(tx, actor, conversationId, { lock: true });
    if (conversation.assigneeId && conversation.assigneeId !== actor.id) {
      const [winner] = await tx.select().from(users).where(eq(users.id, conversation.assigneeId));
      throw new DomainError("taken", `${winner?.name} has it.`, { by: winner?.name });
    }
    if (conversation.status === "resolved") throw new DomainError("conflict", "It is resolved; reopen it first.");
    if (!conversation.assigneeId) {
      await stillWorks(tx, actor.id);
      await settleOffer(write, conversation.offerId, "withdrawn");
      const { seq } = await appendItem(
        write,
        conversationId,
        { kind: "system", system: { type: "claimed", by: actor.name } },
        { assigneeId: actor.id, ...NO_OFFER },
      );
      emit("conversation.assigned", { conversationId, seqs: [seq], was: whereabouts(conversation) });
    }
    return conversationRow(tx, conversationId, maskingFor(actor));
  },
);
