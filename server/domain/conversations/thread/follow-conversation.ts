import { eq, sql } from "drizzle-orm";
import { conversations } from "@/db/schema";
import { type ConversationRow, FollowConversation } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { maskingFor } from "@/server/domain/team/policy";
import { loadConversation } from "../record/load-conversation";
import { conversationRow } from "../record/rows";

/**
 * Makes the actor follow a conversation that they may read, or follow it no more. Asking for what is so already changes nothing.
 * @throws DomainError "not_found" when not visible; "forbidden" for anybody but a person
 */
export const followConversation = command(
  FollowConversation,
  async (write: Write<PersonActor>, { conversationId, isFollowing }): Promise<ConversationRow> => {
    const { tx, actor, emit } = write;
    if (actor.kind !== "person") throw new DomainError("forbidden");
    const { followers: before } = await loadConversation(tx, actor, conversationId, { lock: true });
    if (isFollowing !== Object.hasOwn(before, actor.id)) {
      const { [actor.id]: _, ...others } = before;
      const followers = isFollowing ? { ...others, [actor.id]: 0 } : others;
      await tx
        .update(conversations)
        .set({ followers, version: sql`${conversations.version} + 1` })
        .where(eq(conversations.id, conversationId));
      emit(isFollowing ? "conversation.followed" : "conversation.unfollowed", { conversationId, seqs: [] });
    }
    return conversationRow(tx, conversationId, maskingFor(actor));
  },
);
