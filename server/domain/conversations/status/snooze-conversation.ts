import { type ConversationRow, SnoozeConversation } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { maskingFor } from "@/server/domain/team/policy";
import { NO_OFFER, settleOffer } from "../offers/offer-record";
import { appendItem, lineBy } from "../record/append-item";
import { loadConversation } from "../record/load-conversation";
import { placementOf } from "../record/policy";
import { conversationRow } from "../record/rows";
import { recordUndo } from "../record/undo-record";

const LONGEST_DAYS = 366;

/**
 * Snoozes a conversation until a time, or until the customer writes, and withdraws a pending transfer.
 * @throws DomainError "not_found"; "invalid" for a time that is not in the future; "conflict" when it is resolved
 */
export const snoozeConversation = command(
  SnoozeConversation,
  async (write: Write<PersonActor>, { conversationId, until, undoId }): Promise<ConversationRow> => {
    const { tx, actor, now, emit, enqueue } = write;
    const conversation = await loadConversation(tx, actor, conversationId, { lock: true });
    const wakesAt = new Date(until);
    if (wakesAt <= now) throw new DomainError("invalid", "timeNotFuture");
    if (wakesAt.getTime() > now.getTime() + LONGEST_DAYS * 86_400_000) {
      throw new DomainError("invalid", "timeTooFar");
    }
    if (conversation.status === "resolved") throw new DomainError("conflict", "isResolved");
    await settleOffer(write, conversation.offerId, "withdrawn");
    const { seq, conversation: snoozed } = await appendItem(
      write,
      conversationId,
      { kind: "system", system: { type: "snoozed", ...lineBy(actor), until: wakesAt.toISOString() } },
      { status: "snoozed", snoozedUntil: wakesAt, ...NO_OFFER },
    );
    enqueue("wake-conversation", { conversationId }, wakesAt);
    const was = conversation.offerId ? { was: placementOf(conversation) } : {};
    emit("conversation.snoozed", { conversationId, seqs: [seq], ...was });
    await recordUndo(write, undoId, "snooze", [{ before: conversation, afterVersion: snoozed.version }]);
    return conversationRow(tx, conversationId, maskingFor(actor));
  },
);
