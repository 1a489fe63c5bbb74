import { and, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { items } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import { command } from "../command";

const AT_ONCE = 100;

/**
 * A send that never heard from the provider, because its worker died: it may have been sent, so it becomes `unknown` and is
 * not tried again by itself. A later callback settles it.
 * @returns how many came into doubt
 */
export const doubtStaleSends = command(
  z.strictObject({ olderThanSeconds: z.number().int().min(20) }),
  async ({ tx, now, emit }, { olderThanSeconds }): Promise<number> => {
    const stale = await tx
      .select({ id: items.id, conversationId: items.conversationId, seq: items.seq })
      .from(items)
      .where(
        and(
          eq(items.deliveryStatus, "sending"),
          isNull(items.externalId),
          lt(items.attemptStartedAt, new Date(now.getTime() - olderThanSeconds * 1000)),
        ),
      )
      .limit(AT_ONCE)
      .for("update", { skipLocked: true });
    if (stale.length === 0) return 0;
    await tx
      .update(items)
      .set({
        deliveryStatus: "unknown",
        deliveryError: "The provider did not answer: the message may have been sent.",
        version: sql`${items.version} + 1`,
      })
      .where(
        inArray(
          items.id,
          stale.map(({ id }) => id),
        ),
      );
    const byConversation = new Map<Id, number[]>();
    for (const { conversationId, seq } of stale)
      byConversation.set(conversationId, [...(byConversation.get(conversationId) ?? []), seq]);
    for (const [conversationId, seqs] of byConversation) emit("message.updated", { conversationId, seqs });
    return stale.length;
  },
);
