import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { bulkMoves, conversations, users } from "@/db/schema";
import { type BulkResult, type BulkRowResult, UndoBulk } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "../command";
import { moveConversation, namesForMoves } from "./move";
import { canBulkAssign, visibleTo } from "./policy";

/**
 * Puts back what a bulk move moved, wherever nobody has touched it since; the others are `changed_meanwhile`. An owner who
 * was disabled meanwhile is replaced by the queue. Undoing twice changes nothing.
 * @throws DomainError "forbidden"; "not_found": no such move of this person
 */
export const undoBulk = command(UndoBulk, async (write: Write<PersonActor>, { bulkId }): Promise<BulkResult> => {
  const { tx, actor, now } = write;
  if (!canBulkAssign(actor)) throw new DomainError("forbidden");
  const ofThis = and(eq(bulkMoves.bulkId, bulkId), eq(bulkMoves.byUserId, actor.id));
  const moves = await tx.select().from(bulkMoves).where(ofThis).for("update");
  if (moves.length === 0) throw new DomainError("not_found");
  const pending = moves.filter((move) => move.undoneAt === null);
  const ids = pending.map((move) => move.conversationId);
  const rows = await tx
    .select()
    .from(conversations)
    .where(and(inArray(conversations.id, ids), visibleTo(actor)))
    .orderBy(asc(conversations.id))
    .for("update");
  const able = await enabledAmong(
    write,
    pending.flatMap((move) => move.fromUserId ?? []),
  );
  const moveOf = new Map(pending.map((move) => [move.conversationId, move]));
  const untouched = rows.flatMap((row) => {
    const move = moveOf.get(row.id);
    if (!move || move.movedVersion !== row.version) return [];
    const userId = move.fromUserId && able.has(move.fromUserId) ? move.fromUserId : null;
    return [{ row, to: { placeId: move.fromPlaceId, userId } }];
  });
  const names = await namesForMoves(
    write,
    untouched.map(({ row }) => row),
    untouched.map(({ to }) => to),
  );
  const outcomes = new Map<string, BulkRowResult["outcome"]>(rows.map((row) => [row.id, "changed_meanwhile"]));
  for (const { row, to } of untouched) {
    const moved = await moveConversation(write, row, to, names);
    outcomes.set(row.id, moved ? "moved" : "unchanged");
  }
  await tx
    .update(bulkMoves)
    .set({ undoneAt: now })
    .where(and(ofThis, isNull(bulkMoves.undoneAt)));
  const results = moves.map(({ conversationId, undoneAt }) => ({
    conversationId,
    outcome: undoneAt ? ("unchanged" as const) : (outcomes.get(conversationId) ?? ("not_found" as const)),
  }));
  return { bulkId, moved: results.filter(({ outcome }) => outcome === "moved").length, results };
});

async function enabledAmong({ tx }: Write, userIds: string[]): Promise<Set<string>> {
  if (userIds.length === 0) return new Set();
  const found = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(inArray(users.id, userIds), isNull(users.disabledAt)))
    .for("share");
  return new Set(found.map((user) => user.id));
}
