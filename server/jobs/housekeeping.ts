import { watchHolds } from "@/server/domain/consent/send-holds";
import { markStaleSends } from "@/server/domain/conversations/delivery/mark-stale-sends";
import { expireOffer } from "@/server/domain/conversations/offers/expire-offer";
import { wakeConversation } from "@/server/domain/conversations/status/wake-conversation";
import type { JobCtx } from "@/server/domain/define-job";
import { dueWork } from "@/server/domain/operate/due-work";
import { purge } from "@/server/domain/operate/purge";
import { log } from "@/server/lib/log";
import { countSend } from "@/server/lib/metrics";
import { deliverMessages, RetryLater } from "./deliver-messages";
import { mirrorAttachment } from "./mirror-attachment";

const STALE_SEND_SECONDS = 60;

/**
 * Runs once a minute on every node: overdue work of lost jobs, stale sends, and expired data. Each
 * step may run on several nodes at once, and one that fails does not keep the others from running.
 */
export async function runHousekeeping(ctx: JobCtx): Promise<void> {
  await step("stale sends", async () => {
    const markedUnknown = await markStaleSends(ctx, { olderThanSeconds: STALE_SEND_SECONDS });
    for (let n = 0; n < markedUnknown; n++) countSend("any", "unknown");
  });
  await step("due work", async () => {
    const due = await dueWork(ctx);
    for (const offerId of due.offerIds) await step("offer", () => expireOffer(ctx, { offerId }));
    for (const conversationId of due.snoozedIds) await step("snooze", () => wakeConversation(ctx, { conversationId }));
    for (const conversationId of due.undeliveredIds) await step("delivery", () => deliverMessages(ctx, conversationId));
    for (const attachmentId of due.attachmentIds) await step("attachment", () => mirrorAttachment(ctx, attachmentId));
  });
  await step("opt-outs", () => watchHolds(ctx));
  await step("purge", () => purge(ctx));
}

async function step(name: string, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof RetryLater)) log.warn({ step: name, err: error }, "housekeeping step failed");
  }
}
