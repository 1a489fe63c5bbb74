import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { callbacks, conversations } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import type { Write } from "@/server/domain/command";
import { type ConversationRecord, loadConversation } from "@/server/domain/conversations/record/load-conversation";

export type Callback = typeof callbacks.$inferSelect;

/** How long after a "Later", or a call that the customer did not answer, the assignee gets the next reminder. */
export const AGAIN_MS = 10 * 60_000;
const LONGEST_DAYS = 366;

/** @throws DomainError "invalid" for a time that is not in the future, or too far in it */
export function checkDue(dueAt: Date, now: Date): void {
  if (dueAt <= now) throw new DomainError("invalid", "timeNotFuture");
  if (dueAt.getTime() > now.getTime() + LONGEST_DAYS * 86_400_000) throw new DomainError("invalid", "timeTooFar");
}

/** The open callback of a conversation whose lock is held. */
export async function openCallbackOf(tx: Tx, conversationId: Id): Promise<Callback | null> {
  const isOpen = and(eq(callbacks.conversationId, conversationId), eq(callbacks.state, "open"));
  const [found] = await tx.select().from(callbacks).where(isOpen);
  return found ?? null;
}

/**
 * Loads a callback and locks its conversation.
 * @throws DomainError "not_found": no such callback, or its conversation is not readable
 */
export async function lockCallback(
  { tx, actor }: Write<PersonActor>,
  callbackId: Id,
): Promise<{ callback: Callback; conversation: ConversationRecord }> {
  const named = eq(callbacks.id, callbackId);
  const [found] = await tx.select({ conversationId: callbacks.conversationId }).from(callbacks).where(named);
  if (!found) throw new DomainError("not_found");
  const conversation = await loadConversation(tx, actor, found.conversationId, { lock: true });
  const [callback] = await tx.select().from(callbacks).where(named);
  if (!callback) throw new DomainError("not_found");
  return { callback, conversation };
}

/** As `lockCallback`. @throws DomainError also "conflict" when it is done or canceled */
export async function lockOpenCallback(write: Write<PersonActor>, callbackId: Id): Promise<Callback> {
  const { callback } = await lockCallback(write, callbackId);
  if (callback.state !== "open") throw new DomainError("conflict", "callbackOver");
  return callback;
}

/** Stores a change of a callback, and makes the conversation's row follow it, under its lock. */
export async function changeCallback(
  write: Write,
  { id, conversationId, state }: Callback,
  change: Partial<Callback>,
): Promise<void> {
  await write.tx.update(callbacks).set(change).where(eq(callbacks.id, id));
  const isOpen = (change.state ?? state) === "open";
  await nameOpenCallback(write.tx, conversationId, isOpen ? id : null);
  write.emit(isOpen ? "callback.changed" : "callback.ended", { conversationId, seqs: [] });
}

/** Stores the callback of a conversation that has none, under its lock. @returns false when its id was used before */
export async function storeCallback(write: Write, callback: typeof callbacks.$inferInsert): Promise<boolean> {
  const { tx } = write;
  const { id, conversationId } = callback;
  const [stored] = await tx.insert(callbacks).values(callback).onConflictDoNothing().returning({ id: callbacks.id });
  if (!stored) return false;
  await nameOpenCallback(tx, conversationId, id);
  write.emit("callback.scheduled", { conversationId, seqs: [] });
  return true;
}

async function nameOpenCallback(tx: Tx, conversationId: Id, callbackId: Id | null): Promise<void> {
  await tx
    .update(conversations)
    .set({ callbackId, version: sql`${conversations.version} + 1` })
    .where(eq(conversations.id, conversationId));
}
