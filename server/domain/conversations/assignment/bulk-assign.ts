import { and, asc, eq, inArray } from "drizzle-orm";
import { conversations, undoRecords } from "@/db/schema";
import { canBulkAssign } from "@/server/contract/abilities";
import { BulkAssign, type BulkResult, type BulkRowResult } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { matchingIds } from "../inbox/view-sql";
import { visibleTo } from "../record/policy";
import { loadTarget, resolveTarget } from "../record/target";
import { type Change, recordUndo } from "../record/undo-record";
import { moveConversation, namesForMoves } from "./move";

const MOST = 500;

/**
 * Moves many conversations at once: selected rows, or all that a filter matches. Every row has its own outcome; rows that the
 * actor may not see are `not_found`, resolved rows and rows that need no change are `unchanged`. A repetition with the same
 * `bulkId` moves nothing.
 * @throws DomainError "forbidden"; "invalid" when the target cannot take work or a filter matches more than 500
 */
export const bulkAssign = command(
  BulkAssign,
  async (write: Write<PersonActor>, { bulkId, selection, to }): Promise<BulkResult> => {
    const { tx, actor } = write;
    if (!canBulkAssign(actor)) throw new DomainError("forbidden");
    const before = await repeated(write, bulkId);
    if (before) return before;
    const destination = await loadTarget(tx, to);
    const ids =
      "ids" in selection ? [...new Set(selection.ids)] : await matchingIds(tx, selection.filter, actor, MOST + 1);
    if (ids.length > MOST) throw new DomainError("invalid", "tooManyMatch");
    // Locked in id order, so that two bulk moves cannot deadlock.
    const found = await tx
      .select()
      .from(conversations)
      .where(and(inArray(conversations.id, ids), visibleTo(actor)))
      .orderBy(asc(conversations.id))
      .for("update");
    const goals = found.map((row) => resolveTarget(destination, row.placeId));
    const names = await namesForMoves(write, found, goals);
    const outcomes = new Map<Id, BulkRowResult["outcome"]>();
    const changes: Change[] = [];
    for (const [at, row] of found.entries()) {
      const goal = goals[at];
      const moved = row.status === "resolved" || !goal ? null : await moveConversation(write, row, goal, names);
      outcomes.set(row.id, moved ? "moved" : "unchanged");
      if (moved) changes.push({ before: row, afterVersion: moved.version });
    }
    await recordUndo(write, bulkId, "bulk_assign", changes);
    const results = ids.map((id) => ({ conversationId: id, outcome: outcomes.get(id) ?? ("not_found" as const) }));
    return { bulkId, moved: changes.length, results };
  },
);

/** A repetition of an earlier move by the same person. */
async function repeated({ tx, actor }: Write<PersonActor>, bulkId: Id): Promise<BulkResult | null> {
  const made = await tx.select().from(undoRecords).where(eq(undoRecords.undoId, bulkId));
  if (made.length === 0) return null;
  if (made.some((move) => move.byUserId !== actor.id)) throw new DomainError("conflict", "moveMade");
  const results = made.map(({ conversationId }) => ({ conversationId, outcome: "moved" as const }));
  return { bulkId, moved: made.length, results };
}
