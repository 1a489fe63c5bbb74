import { and, eq, sql } from "drizzle-orm";
import { attachments, conversations, items, undoRecords } from "@/db/schema";
import { type MessageItem, UnsendMessage } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { firstUnansweredAt, newestReplyFailed } from "../delivery/reply-state";
import { returnToDraft } from "../drafts/return-to-draft";
import { isUndoable } from "../record/item-kinds";
import { lastEntry } from "../record/last-entry";
import { type ConversationRecord, lockConversation, noAccess } from "../record/load-conversation";
import { itemAt } from "../record/replayed";
import { reopen } from "./reopen";

type ItemRecord = typeof items.$inferSelect;

/**
 * Takes back a reply that has not left yet, also where its author has lost the conversation since: the words are theirs. Its text goes into
 * their draft, its files are theirs to send again, and the customer waits as before. A conversation that was resolved or snoozed after the
 * reply reopens. Repeated requests change nothing.
 * @returns the item, which is `canceled` and without its text
 * @throws DomainError "conflict" when it has left; "not_found" when it is not the actor's
 */
export const unsendMessage = command(
  UnsendMessage,
  async (write: Write<PersonActor>, { conversationId, itemId }): Promise<MessageItem> => {
    const { tx, actor } = write;
    const conversation = await lockConversation(tx, conversationId);
    const [item] = await tx
      .select()
      .from(items)
      .where(and(eq(items.id, itemId), eq(items.conversationId, conversationId), eq(items.kind, "message")))
      .for("update");
    if (!conversation || !item || !actor.id || item.authorId !== actor.id) throw noAccess(conversationId);
    if (item.deliveryStatus !== "canceled") {
      if (!isUndoable(item)) throw new DomainError("conflict", "hasLeft");
      await cancel(write, item);
      await returnToDraft(write, { userId: actor.id, conversationId, body: item.body });
      await restore(write, conversation);
      write.emit("message.updated", { conversationId, seqs: [item.seq] });
    }
    return itemAt(tx, actor, "message", conversationId, item.seq);
  },
);

/** Its text and files are no longer part of the conversation. */
async function cancel({ tx }: Write, item: ItemRecord): Promise<void> {
  await tx
    .update(items)
    .set({ deliveryStatus: "canceled", body: "", hasAttachments: false, version: sql`${items.version} + 1` })
    .where(eq(items.id, item.id));
  await tx
    .update(attachments)
    .set({ itemId: null, conversationId: null, position: 0 })
    .where(eq(attachments.itemId, item.id));
}

/** The conversation as if the reply had not been written. Its claim by the reply stays, and can still be undone. */
async function restore(write: Write<PersonActor>, before: ConversationRecord): Promise<void> {
  const { tx, actor } = write;
  const conversation = before.status === "open" ? before : await reopen(write, before);
  const waitingSince = await firstUnansweredAt(tx, conversation);
  const [{ version }] = (await tx
    .update(conversations)
    .set({
      ...(await lastEntry(tx, conversation)),
      waitingSince,
      lastReplyFailed: await newestReplyFailed(tx, conversation.id),
      version: sql`${conversations.version} + 1`,
    })
    .where(eq(conversations.id, conversation.id))
    .returning({ version: conversations.version })) as [{ version: number }];
  const isClaim = and(
    eq(undoRecords.conversationId, conversation.id),
    eq(undoRecords.byUserId, actor.id),
    eq(undoRecords.action, "claim"),
    eq(undoRecords.afterVersion, before.version),
  );
  await tx.update(undoRecords).set({ afterVersion: version, fromWaitingSince: waitingSince }).where(isClaim);
}
