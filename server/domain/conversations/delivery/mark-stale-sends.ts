import { and, eq, isNull, lt } from "drizzle-orm";
import { z } from "zod";
import { items } from "@/db/schema";
import { command } from "@/server/domain/command";
import { defineScheduledJob, EVERY_MINUTE } from "@/server/domain/define-job";
import { countSend } from "@/server/lib/metrics";
import { applyStatus } from "./record-delivery";

const AT_ONCE = 100;
const STALE_SECONDS = 60;

/**
 * Marks sends that never got the provider's response because their worker died. They may have been sent, so they become
 * `unknown` and are not retried automatically. A later callback settles them.
 * @returns how many were marked
 */
export const markStaleSends = command(
  z.strictObject({ olderThanSeconds: z.number().int().min(20) }),
  async (write, { olderThanSeconds }): Promise<number> => {
    const before = new Date(write.now.getTime() - olderThanSeconds * 1000);
    const isStale = and(
      eq(items.deliveryStatus, "sending"),
      isNull(items.externalId),
      lt(items.attemptStartedAt, before),
    );
    const stale = await write.tx.select().from(items).where(isStale).limit(AT_ONCE).for("update", { skipLocked: true });
    const error = "The provider did not answer: the message may have been sent.";
    for (const item of stale) await applyStatus(write, item, "unknown", { error });
    return stale.length;
  },
);

export const markStaleSendsJob = defineScheduledJob({
  name: "mark-stale-sends",
  schedule: EVERY_MINUTE,
  async handle(ctx) {
    const marked = await markStaleSends(ctx, { olderThanSeconds: STALE_SECONDS });
    for (let n = 0; n < marked; n++) countSend("any", "unknown");
  },
});
