import { and, inArray, isNull, sql } from "drizzle-orm";
import { savedReplies, savedReplyUses } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { Write } from "../command";
import { usableBy } from "./policy";

/**
 * Counts the saved replies of a message that is being sent, each once. Those that the actor may not use, or that were deleted
 * meanwhile, are left out.
 * @param placeId the place of the conversation
 */
export async function countUses({ tx, actor, now }: Write, placeId: Id, replyIds: readonly Id[]): Promise<void> {
  if (replyIds.length === 0 || !actor.id) return;
  const isNamed = and(inArray(savedReplies.id, [...replyIds]), isNull(savedReplies.deletedAt));
  const used = await tx
    .select({ replyId: savedReplies.id })
    .from(savedReplies)
    .where(and(isNamed, usableBy(actor, placeId)))
    // In one order, so that two messages never wait for each other.
    .orderBy(savedReplies.id);
  if (used.length === 0) return;
  const shard = shardOf(actor.id);
  await tx
    .insert(savedReplyUses)
    .values(used.map(({ replyId }) => ({ replyId, shard, count: 1, lastUsedAt: now })))
    .onConflictDoUpdate({
      target: [savedReplyUses.replyId, savedReplyUses.shard],
      set: {
        count: sql`${savedReplyUses.count} + 1`,
        lastUsedAt: sql`greatest(${savedReplyUses.lastUsedAt}, excluded.last_used_at)`,
      },
    });
}

/** One of 16: the last digit of a person's id, which is random. */
const shardOf = (userId: Id): number => Number.parseInt(userId.slice(-1), 16);
