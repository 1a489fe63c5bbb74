import { eq } from "drizzle-orm";
import { users } from "@/db/schema";
import { ClaimConversation, type ConversationRow } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { maskingFor } from "@/server/domain/team/policy";
import { loadConversation } from "../record/load-conversation";
import { conversationRow } from "../record/rows";
import { recordUndo } from "../record/undo-record";
import { takeUnassigned } from "./take-unassigned";

/**
 * Assigns an unassigned conversation to the actor. Of many at once exactly one wins, by the row lock; claiming one's own
 * conversation changes nothing.
 * @throws DomainError "not_found"; "taken" with `{ by }`, the winner's name; "conflict" when it is resolved
 */
export const claimConversation = command(
  ClaimConversation,
  async (write: Write<PersonActor>, { conversationId, undoId }): Promise<ConversationRow> => {
    const { tx, actor } = write;
    const conversation = await loadConversation(tx, actor, conversationId, { lock: true });
    if (conversation.assigneeId && conversation.assigneeId !== actor.id) {
      const [winner] = await tx.select().from(users).where(eq(users.id, conversation.assigneeId));
      throw new DomainError("taken", "claimedFirst", { by: winner?.name ?? "" });
    }
    if (conversation.status === "resolved") throw new DomainError("conflict", "isResolved");
    if (!conversation.assigneeId) {
      const claimed = await takeUnassigned(write, conversation);
      await recordUndo(write, undoId, "claim", [{ before: conversation, afterVersion: claimed.version }]);
    }
    return conversationRow(tx, conversationId, maskingFor(actor));
  },
);
