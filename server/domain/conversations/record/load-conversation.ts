import { and, eq } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { conversations } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { Actor } from "@/server/contract/team";
import { visibleTo } from "./policy";

export type ConversationRecord = typeof conversations.$inferSelect;

/** Takes the row lock of a conversation for a part of the system. All writers lock the conversation before its items. */
export async function lockConversation(tx: Tx, conversationId: Id): Promise<ConversationRecord | null> {
  const inThis = eq(conversations.id, conversationId);
  const [row] = await tx.select().from(conversations).where(inThis).for("no key update");
  return row ?? null;
}

/**
 * Reads one conversation as this actor; `lock` takes its row lock, which dense `seq` numbers need.
 * @throws DomainError "not_found" when absent, and the same when not visible
 */
export async function loadConversation(
  tx: Tx | Db,
  actor: Actor,
  conversationId: Id,
  options: { lock?: boolean } = {},
): Promise<ConversationRecord> {
  const query = tx
    .select()
    .from(conversations)
    .where(and(eq(conversations.id, conversationId), visibleTo(actor)));
  const [row] = await (options.lock ? query.for("update") : query);
  if (!row) throw noAccess(conversationId);
  return row;
}

/** The refusal for a missing conversation and for an invisible one. It contains only the requested id. */
export const noAccess = (conversationId: Id): DomainError =>
  new DomainError("not_found", "noAccess", { conversationId });
