import { and, eq, sql } from "drizzle-orm";
import { conversations } from "@/db/schema";
import { MarkRead } from "@/server/contract/conversations";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { loadConversation } from "../record/load-conversation";
import { visibleTo } from "../record/policy";

/**
 * Stores how far this person has read; it only moves forward, never past the end, and is published only to them. It does not
 * raise the version or change an indexed column, so no list moves.
 * @throws DomainError "not_found"
 */
export const markRead = command(MarkRead, async (write: Write<PersonActor>, { conversationId, seq }): Promise<void> => {
  const { tx, actor, emit } = write;
  const upTo = sql`least(${seq}::int, ${conversations.lastSeq})`;
  const [moved] = await tx
    .update(conversations)
    .set({ reads: sql`jsonb_set(${conversations.reads}, array[${actor.id}]::text[], to_jsonb(${upTo}))` })
    .where(
      and(
        eq(conversations.id, conversationId),
        visibleTo(actor),
        sql`coalesce((${conversations.reads} ->> ${actor.id}::text)::int, 0) < ${upTo}`,
      ),
    )
    .returning({ reads: conversations.reads });
  if (!moved) return void (await loadConversation(tx, actor, conversationId));
  emit("conversation.read", { conversationId, userId: actor.id, seq: moved.reads[actor.id] ?? 0 });
});
