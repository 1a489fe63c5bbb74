import { undoRecords } from "@/db/schema";
import type { UndoAction } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import { isPerson, type PersonActor } from "@/server/contract/team";
import type { Write } from "@/server/domain/command";
import type { ConversationRecord } from "./load-conversation";

/** Whether a person gave the command; only people have claims and undo records. */
export const isPersonal = (write: Write): write is Write<PersonActor> => isPerson(write.actor);

export type UndoRecord = typeof undoRecords.$inferSelect;

/** A locked conversation before a command, and its version after it. */
export type Change = { before: ConversationRecord; afterVersion: number };

/** Records conversations before a command changes them, in its transaction. Without an undo id nothing is recorded. */
export async function recordUndo(
  { tx, actor, now }: Write<PersonActor>,
  undoId: Id | undefined,
  action: UndoAction,
  changes: readonly Change[],
): Promise<void> {
  if (!undoId || changes.length === 0) return;
  const rows = changes.map(({ before, afterVersion }) => ({
    undoId,
    conversationId: before.id,
    byUserId: actor.id,
    action,
    fromPlaceId: before.placeId,
    fromUserId: before.assigneeId,
    fromStatus: before.status,
    fromSnoozedUntil: before.snoozedUntil,
    fromResolvedAt: before.resolvedAt,
    fromWaitingSince: before.waitingSince,
    fromOfferId: before.offerId,
    afterVersion,
    at: now,
  }));
  // A repeated request changes nothing, so the first record is kept.
  await tx.insert(undoRecords).values(rows).onConflictDoNothing();
}
