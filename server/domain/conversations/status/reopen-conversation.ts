import { eq } from "drizzle-orm";
import { places } from "@/db/schema";
import { type ConversationRow, ReopenConversation } from "@/server/contract/conversations";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { maskingFor } from "@/server/domain/team/policy";
import { firstUnansweredAt } from "../delivery/reply-state";
import { fallBack } from "../offers/offer-record";
import { appendItem, lineBy } from "../record/append-item";
import { loadConversation } from "../record/load-conversation";
import { placementOf } from "../record/policy";
import { conversationRow } from "../record/rows";
import { recordUndo } from "../record/undo-record";

/**
 * Reopens a resolved or snoozed conversation for its owner if they can still work, otherwise in its place's queue. An
 * unanswered customer waits again since their first message.
 * @throws DomainError "not_found"
 */
export const reopenConversation = command(
  ReopenConversation,
  async (write: Write<PersonActor>, { conversationId, undoId }): Promise<ConversationRow> => {
    const { tx, actor, emit } = write;
    const conversation = await loadConversation(tx, actor, conversationId, { lock: true });
    if (conversation.status !== "open") {
      const [place] = await tx.select().from(places).where(eq(places.id, conversation.placeId));
      const { touch } = await fallBack(write, conversation, place?.name ?? "");
      const waitingSince =
        conversation.status === "resolved" ? await firstUnansweredAt(tx, conversation) : conversation.waitingSince;
      const { seq, conversation: reopened } = await appendItem(
        write,
        conversationId,
        { kind: "system", system: { type: "reopened", ...lineBy(actor) } },
        { status: "open", resolvedAt: null, snoozedUntil: null, waitingSince, ...touch },
      );
      const was = touch.assigneeId === conversation.assigneeId ? {} : { was: placementOf(conversation) };
      emit("conversation.reopened", { conversationId, seqs: [seq], ...was });
      await recordUndo(write, undoId, "reopen", [{ before: conversation, afterVersion: reopened.version }]);
    }
    return conversationRow(tx, conversationId, maskingFor(actor));
  },
);
