import { channelOf, checkedConfig } from "@/server/channels/directory";
import { ChannelError, deliveryFailure, type Outbound } from "@/server/contract/channel";
import { ConversationInput } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import { RetryLater } from "@/server/contract/jobs";
import { START_WITHIN_MS } from "@/server/domain/consent/store-opt-out";
import { defineJob, defineScheduledJob, EVERY_MINUTE, type JobCtx } from "@/server/domain/define-job";
import { connectionById } from "@/server/domain/settings/connections";
import { sweepEach } from "@/server/domain/sweep";
import { currentMs } from "@/server/lib/clock";
import { log } from "@/server/lib/log";
import { signedMediaUrl } from "@/server/lib/media-url";
import { countSend } from "@/server/lib/metrics";
import { type ClaimedDelivery, claimNextDelivery, settleDelivery } from "./claim-delivery";
import { overdueDeliveries } from "./overdue-deliveries";

declare module "@/server/contract/jobs" {
  interface JobPayloads {
    "deliver-messages": { conversationId: Id };
  }
}

/** Below the job's expiry, with room for one more provider call. */
const BUDGET_MS = 40_000;
/** After this many attempts that the provider could not take, a person decides. */
const MAX_ATTEMPTS = 8;
/** How long the provider may fetch the files of a message. */
const MEDIA_SECONDS = 3600;

type Result = Parameters<typeof settleDelivery>[1]["result"];

/**
 * Sends the queued messages of one conversation, oldest first. Each message is committed as `sending` before the provider is
 * called, outside any transaction. A message that was definitely not sent is queued again; one that may have been sent is not.
 * @throws RetryLater when there is more to do later
 */
export async function deliverMessages(ctx: JobCtx, conversationId: Id): Promise<void> {
  const started = currentMs();
  for (;;) {
    const claimed = await claimNextDelivery(ctx, { conversationId });
    if (!claimed) return;
    const result = await attempt(ctx, claimed);
    await settleDelivery(ctx, { itemId: claimed.itemId, attempt: claimed.attempt, result });
    countSend(claimed.channel, result.outcome);
    if (result.outcome !== "accepted")
      log.warn({ itemId: claimed.itemId, channel: claimed.channel, outcome: result.outcome }, "message not accepted");
    if (result.outcome === "requeued" || currentMs() - started > BUDGET_MS) throw new RetryLater();
  }
}

async function attempt(ctx: JobCtx, claimed: ClaimedDelivery): Promise<Result> {
  try {
    const { externalId, status } = await send(ctx, claimed);
    return { outcome: "accepted", externalId, status };
  } catch (error) {
    if (!(error instanceof ChannelError)) {
      log.error({ itemId: claimed.itemId, err: error }, "a channel failed unexpectedly");
      return { outcome: "unknown", error: deliveryFailure("unexpected") };
    }
    if (error.outcome === "unknown") return { outcome: "unknown", error: error.message };
    if (error.outcome === "unavailable" && claimed.attempt < MAX_ATTEMPTS)
      return { outcome: "requeued", error: error.message };
    return { outcome: "failed", error: error.message, optedOut: error.outcome === "opted_out" };
  }
}

async function send(ctx: JobCtx, claimed: ClaimedDelivery) {
  const { publicUrl, startWithinMs = START_WITHIN_MS } = ctx;
  const channel = channelOf(claimed.channel);
  const connection = await connectionById(ctx.db, claimed.connectionId);
  const config = channel && connection && checkedConfig(channel, connection.config);
  if (!channel || !config) throw new ChannelError("rejected", "notSetUp");
  const message: Outbound = {
    messageId: claimed.itemId,
    from: claimed.from,
    to: claimed.to,
    text: claimed.text,
    mediaUrls: claimed.attachments.map(({ id }) => signedMediaUrl(publicUrl, id, ctx.now(), MEDIA_SECONDS)),
    statusCallback: `${publicUrl}/api/webhooks/${channel.kind}?message=${claimed.itemId}`,
    // An opt-out waits only a limited time for calls in flight, so no call may begin long after its check.
    leaveBy: claimed.checkedAt + startWithinMs,
  };
  if (performance.now() > message.leaveBy) throw new ChannelError("unavailable", "heldUp");
  return channel.send(message, config);
}

export const deliverMessagesJob = defineJob({
  name: "deliver-messages",
  payload: ConversationInput,
  handle: (ctx, { conversationId }) => deliverMessages(ctx, conversationId),
});

/** Delivers messages whose job was lost or has given up. */
export const deliverOverdueMessagesJob = defineScheduledJob({
  name: "deliver-overdue-messages",
  schedule: EVERY_MINUTE,
  async handle(ctx) {
    await sweepEach(this.name, await overdueDeliveries(ctx), (id) => deliverMessages(ctx, id));
  },
});
