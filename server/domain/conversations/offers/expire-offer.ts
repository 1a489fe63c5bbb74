import { and, eq, lt } from "drizzle-orm";
import { z } from "zod";
import { conversations, offers } from "@/db/schema";
import { Id } from "@/server/contract/ids";
import { command } from "@/server/domain/command";
import { defineJob, defineScheduledJob, EVERY_MINUTE } from "@/server/domain/define-job";
import { SWEEP_LIMIT, sweepEach } from "@/server/domain/sweep";
import { expirePending } from "./end-offer";

declare module "@/server/contract/jobs" {
  interface JobPayloads {
    "expire-offer": { offerId: Id };
  }
}

/** How long the delayed job may be late before the sweep ends the offer. */
const LATE_MS = 5000;

const OfferInput = z.object({ offerId: Id });

/** Ends an offer that was not answered in time. Changes nothing when it was answered or is not due yet. */
export const expireOffer = command(OfferInput, async (write, { offerId }): Promise<void> => {
  const [offer] = await write.tx.select().from(offers).where(eq(offers.id, offerId));
  if (offer?.state !== "pending") return;
  if (offer.expiresAt > write.now) return write.enqueue("expire-offer", { offerId }, offer.expiresAt);
  const [conversation] = await write.tx
    .select()
    .from(conversations)
    .where(eq(conversations.id, offer.conversationId))
    .for("update");
  if (conversation?.offerId === offerId) await expirePending(write, conversation);
});

export const expireOfferJob = defineJob({ name: "expire-offer", payload: OfferInput, handle: expireOffer });

/** Ends offers whose delayed job was lost. */
export const expireOverdueOffersJob = defineScheduledJob({
  name: "expire-overdue-offers",
  schedule: EVERY_MINUTE,
  async handle(ctx) {
    const overdue = await ctx.db
      .select({ id: offers.id })
      .from(offers)
      .where(and(eq(offers.state, "pending"), lt(offers.expiresAt, new Date(+ctx.now() - LATE_MS))))
      .limit(SWEEP_LIMIT);
    await sweepEach(this.name, overdue, ({ id }) => expireOffer(ctx, { offerId: id }));
  },
});
