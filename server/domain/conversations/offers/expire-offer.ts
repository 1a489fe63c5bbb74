import { eq } from "drizzle-orm";
import { z } from "zod";
import { conversations, offers } from "@/db/schema";
import { Id } from "@/server/contract/ids";
import { command } from "@/server/domain/command";
import { defineJob } from "@/server/domain/define-job";
import { expirePending } from "./end-offer";

declare module "@/server/contract/jobs" {
  interface JobPayloads {
    "expire-offer": { offerId: Id };
  }
}

const OfferInput = z.object({ offerId: Id });

/** Ends an offer nobody answered in time. Answered, or not due yet: nothing changes. */
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
