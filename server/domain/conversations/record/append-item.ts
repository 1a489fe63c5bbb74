import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { conversations, items } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import { type Actor, personIdOf } from "@/server/contract/team";
import type { Write } from "@/server/domain/command";
import { oneSeq } from "./allocate-seq";
import { effectOf } from "./item-kinds";
import type { ConversationRecord } from "./load-conversation";

type ItemRow = typeof items.$inferInsert;
export type NewItem = Omit<ItemRow, "id" | "conversationId" | "seq" | "publicSeq" | "version" | "at"> & {
  id?: Id;
  at?: Date;
};

/** The author of a system line. */
export const lineBy = ({ id, name }: Actor) => ({ by: name, byId: id });

/**
 * Appends one item to a conversation and updates its row, in two statements. The UPDATE takes the row lock, so `seq` order is
 * commit order and has no gaps. The kind decides whether the item takes a `publicSeq` and what the inbox row shows after it.
 * Only messages move a conversation in lists; an assignment or a note does not.
 * @param touch further columns of the conversation that change with it
 * @returns the new `seq` and the changed conversation
 */
export async function appendItem(
  { tx, now, actor }: Pick<Write, "tx" | "now" | "actor">,
  conversationId: Id,
  item: NewItem,
  touch: Partial<ConversationRecord> = {},
): Promise<{ itemId: Id; seq: number; conversation: ConversationRecord }> {
  const { isPublic, line } = effectOf(item);
  const isMessage = item.kind === "message";
  const [conversation] = await tx
    .update(conversations)
    .set({
      ...line,
      ...touch,
      ...oneSeq({ isPublic, messageDirection: isMessage ? (item.direction ?? null) : null }),
      ...(isMessage ? { lastMessageAt: now } : {}),
    })
    .where(eq(conversations.id, conversationId))
    .returning();
  if (!conversation) throw new Error("appendItem: the conversation vanished under its lock");
  const itemId = item.id ?? uuidv7();
  await tx.insert(items).values({
    ...item,
    // The author of a system line, where a person caused it.
    authorId: item.kind === "system" ? personIdOf(actor) : item.authorId,
    id: itemId,
    conversationId,
    seq: conversation.lastSeq,
    publicSeq: isPublic ? conversation.lastPublicSeq : null,
    at: item.at ?? now,
  });
  return { itemId, seq: conversation.lastSeq, conversation };
}
