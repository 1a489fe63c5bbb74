import { eq } from "drizzle-orm";
import { users } from "@/db/schema";
import { ClaimConversation, type ConversationRow } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "../command";
import { appendItem } from "./append-item";
import { stillWorks } from "./destination";
import { loadConversation } from "./load-conversation";
import { NO_OFFER, settleOffer } from "./offer-record";
import { maskingFor, whereabouts } from "./policy";
import { conversationRow } from "./rows";
import { recordUndo } from "./undo-record";

/**
 * Takes an unassigned conversation. Of many at once exactly one wins, by the row lock; claiming what is already mine is fine.
 * @throws DomainError "not_found"; "taken" with `{ by }`, the winner's name; "conflict" when it is resolved
 */
export const claimConversation = command(
  ClaimConversation,
  async (write: Write<PersonActor>, { conversationId, undoId }): Promise<ConversationRow> => {
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
      const { seq, conversation: claimed } = await appendItem(
        write,
        conversationId,
        { kind: "system", system: { type: "claimed", by: actor.name } },
        { assigneeId: actor.id, ...NO_OFFER },
      );
      emit("conversation.assigned", { conversationId, seqs: [seq], was: whereabouts(conversation) });
      await recordUndo(write, undoId, "claim", [{ before: conversation, afterVersion: claimed.version }]);
    }
    return conversationRow(tx, conversationId, maskingFor(actor));
  },
);
