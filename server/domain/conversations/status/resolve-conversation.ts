import { type ConversationRow, ResolveConversation } from "@/server/contract/conversations";
import { command, type Write } from "@/server/domain/command";
import { maskingFor } from "@/server/domain/team/policy";
import { NO_OFFER, settleOffer } from "../offers/offer-record";
import { appendItem, lineBy } from "../record/append-item";
import { loadConversation } from "../record/load-conversation";
import { placementOf } from "../record/policy";
import { conversationRow } from "../record/rows";
import { isPersonal, recordUndo } from "../record/undo-record";

/**
 * Resolves a conversation and withdraws a pending transfer. Resolving twice changes nothing.
 * @throws DomainError "not_found"
 */
export const resolveConversation = command(
  ResolveConversation,
  async (write: Write, { conversationId, undoId }): Promise<ConversationRow> => {
    const { tx, actor, now, emit } = write;
    const conversation = await loadConversation(tx, actor, conversationId, { lock: true });
    if (conversation.status !== "resolved") {
      await settleOffer(write, conversation.offerId, "withdrawn");
      const { seq, conversation: resolved } = await appendItem(
        write,
        conversationId,
        { kind: "system", system: { type: "resolved", ...lineBy(actor) } },
        { status: "resolved", resolvedAt: now, snoozedUntil: null, waitingSince: null, ...NO_OFFER },
      );
      const was = conversation.offerId ? { was: placementOf(conversation) } : {};
      emit("conversation.resolved", { conversationId, seqs: [seq], ...was });
      if (isPersonal(write))
        await recordUndo(write, undoId, "resolve", [{ before: conversation, afterVersion: resolved.version }]);
    }
    return conversationRow(tx, conversationId, maskingFor(actor));
  },
  "conversations:write",
);
