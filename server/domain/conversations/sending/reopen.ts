import type { Write } from "@/server/domain/command";
import { keeper } from "../offers/end-offer";
import { appendItem, lineBy } from "../record/append-item";
import type { ConversationRecord } from "../record/load-conversation";
import { placementOf } from "../record/policy";

/**
 * Reopens a locked conversation that is resolved or snoozed, because of a reply of the actor's. Its owner gets it back if they can
 * still work.
 * @param touch further columns of the conversation that change with it
 */
export async function reopen(
  write: Write,
  closed: ConversationRecord,
  touch: Partial<ConversationRecord> = {},
): Promise<ConversationRecord> {
  const kept = (await keeper(write, closed)).touch;
  const { seq, conversation } = await appendItem(
    write,
    closed.id,
    { kind: "system", system: { type: "reopened", ...lineBy(write.actor) } },
    { status: "open", resolvedAt: null, snoozedUntil: null, ...touch, ...kept },
  );
  const was = kept.assigneeId === closed.assigneeId ? {} : { was: placementOf(closed) };
  write.emit("conversation.reopened", { conversationId: closed.id, seqs: [seq], ...was });
  return conversation;
}
