import { eq } from "drizzle-orm";
import { savedReplies } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { ReplyInput, type SavedReply } from "@/server/contract/replies";
import { command, type Write } from "../command";
import type { Ctx } from "../context";
import { canEdit, canUse } from "./policy";
import { replyOf } from "./queries";
import { asShortcutTaken } from "./shortcut-taken";

/**
 * Deletes a saved reply; `restoreReply` brings it back. Deleting it twice changes nothing.
 * @throws DomainError "not_found", also for somebody else's; "forbidden" unless the actor may edit its library
 */
export const deleteReply = command(ReplyInput, async (write, { replyId }): Promise<null> => {
  const { deletedAt } = await loadToEdit(write, replyId);
  if (!deletedAt) await setDeleted(write, replyId, write.now);
  return null;
});

/**
 * Restores a deleted saved reply with its count. Restoring it twice changes nothing.
 * @throws DomainError as `deleteReply`; "conflict", reason `shortcutTaken`, when another one has its shortcut now
 */
export async function restoreReply(ctx: Ctx, input: { replyId: Id }): Promise<SavedReply> {
  return restore(ctx, input).catch((error) => {
    throw asShortcutTaken(error);
  });
}

const restore = command(ReplyInput, async (write, { replyId }): Promise<SavedReply> => {
  const { deletedAt } = await loadToEdit(write, replyId);
  if (deletedAt) await setDeleted(write, replyId, null);
  return replyOf(write.tx, write.actor, replyId);
});

async function loadToEdit({ tx, actor }: Write, replyId: Id): Promise<typeof savedReplies.$inferSelect> {
  const [reply] = await tx.select().from(savedReplies).where(eq(savedReplies.id, replyId)).for("update");
  if (!reply || !canUse(actor, reply)) throw new DomainError("not_found");
  if (!canEdit(actor, reply)) throw new DomainError("forbidden");
  return reply;
}

async function setDeleted({ tx, emit }: Write, replyId: Id, deletedAt: Date | null): Promise<void> {
  const [changed] = await tx.update(savedReplies).set({ deletedAt }).where(eq(savedReplies.id, replyId)).returning();
  if (changed) emit("saved_reply.changed", { replyId, userId: changed.userId, placeId: changed.placeId });
}
