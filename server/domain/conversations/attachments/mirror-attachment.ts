import { z } from "zod";
import { channelOf, checkedConfig } from "@/server/channels/directory";
import { ChannelError } from "@/server/contract/channel";
import { Id } from "@/server/contract/ids";
import { defineJob, defineScheduledJob, EVERY_MINUTE, type JobCtx } from "@/server/domain/define-job";
import { connectionById } from "@/server/domain/settings/connections";
import { sweepEach } from "@/server/domain/sweep";
import { log } from "@/server/lib/log";
import { MAX_FILE_BYTES, markMirrored, markRefused, pendingAttachment } from "./attachments";
import { overdueAttachments } from "./overdue-attachments";

declare module "@/server/contract/jobs" {
  interface JobPayloads {
    "mirror-attachment": { attachmentId: Id };
  }
}

/**
 * Fetches a received file from the provider and stores it, so that screens never load from another host. The channel decides
 * which addresses it calls; the kind of file is detected from its bytes.
 * @throws ChannelError "unavailable" when it may work later
 */
export async function mirrorAttachment(ctx: JobCtx, attachmentId: Id): Promise<void> {
  const pending = await pendingAttachment(ctx.db, attachmentId);
  if (!pending) return;
  const channel = channelOf(pending.channel);
  const connection = await connectionById(ctx.db, pending.connectionId);
  const config = channel && connection && checkedConfig(channel, connection.config);
  if (!channel?.fetchMedia || !config) return void (await markRefused(ctx, { attachmentId }));
  try {
    const data = await channel.fetchMedia(pending.sourceUrl, config, MAX_FILE_BYTES);
    await markMirrored(ctx, { attachmentId, data });
  } catch (error) {
    if (!(error instanceof ChannelError) || error.outcome === "unavailable") throw error;
    log.warn({ attachmentId, outcome: error.outcome }, "received file refused");
    await markRefused(ctx, { attachmentId });
  }
}

export const mirrorAttachmentJob = defineJob({
  name: "mirror-attachment",
  payload: z.object({ attachmentId: Id }),
  handle: (ctx, { attachmentId }) => mirrorAttachment(ctx, attachmentId),
});

export const mirrorOverdueAttachmentsJob = defineScheduledJob({
  name: "mirror-overdue-attachments",
  schedule: EVERY_MINUTE,
  async handle(ctx) {
    await sweepEach(this.name, await overdueAttachments(ctx), (id) => mirrorAttachment(ctx, id));
  },
});
