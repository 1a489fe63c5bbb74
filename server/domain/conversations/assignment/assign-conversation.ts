import { canAssign } from "@/server/contract/abilities";
import { AssignConversation, type ConversationRow } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { maskingFor } from "@/server/domain/team/policy";
import { loadConversation } from "../record/load-conversation";
import { conversationRow } from "../record/rows";
import { loadTarget, resolveTarget } from "../record/target";
import { recordUndo } from "../record/undo-record";
import { moveConversation, namesForMoves } from "./move";

/**
 * Assigns a conversation to a person or to the queue of a place without their consent, and withdraws a pending transfer.
 * @throws DomainError "not_found"; "forbidden"; "invalid" when the target cannot take work; "conflict" when it is resolved
 */
export const assignConversation = command(
  AssignConversation,
  async (write: Write<PersonActor>, { conversationId, to, undoId }): Promise<ConversationRow> => {
    const { tx, actor } = write;
    const conversation = await loadConversation(tx, actor, conversationId, { lock: true });
    if (!canAssign(actor)) throw new DomainError("forbidden");
    if (conversation.status === "resolved") throw new DomainError("conflict", "isResolved");
    const goal = resolveTarget(await loadTarget(tx, to), conversation.placeId);
    const names = await namesForMoves(write, [conversation], [goal]);
    const moved = await moveConversation(write, conversation, goal, names);
    if (moved) await recordUndo(write, undoId, "assign", [{ before: conversation, afterVersion: moved.version }]);
    return conversationRow(tx, conversationId, maskingFor(actor));
  },
);
