import type { JobName, JobPayloads } from "@/server/contract/jobs";
import { replayParked } from "@/server/domain/commerce/replay-parked";
import type { Ctx } from "@/server/domain/context";
import { copyName } from "@/server/domain/conversations/copy-name";
import { expireOffer } from "@/server/domain/conversations/expire-offer";
import { wakeConversation } from "@/server/domain/conversations/wake-conversation";
import { deliverMessages } from "./deliver-messages";
import { mirrorAttachment } from "./mirror-attachment";

export type JobDeps = {
  ctx: Ctx;
  publicUrl: string;
  /** How long after its consent check a text may still leave. START_WITHIN_MS without it. */
  startWithinMs?: number;
  /** Hears how each send ended, for the metrics. */
  count?: (channel: string, outcome: string) => void;
};

/** What each job does. Every one may run twice: a second run finds nothing left to do. */
export function jobHandlers(deps: JobDeps): { [N in JobName]: (payload: JobPayloads[N]) => Promise<void> } {
  const { ctx } = deps;
  return {
    "deliver-messages": ({ conversationId }) => deliverMessages(deps, conversationId),
    "mirror-attachment": ({ attachmentId }) => mirrorAttachment(deps, attachmentId),
    "expire-offer": ({ offerId }) => expireOffer(ctx, { offerId }),
    "wake-conversation": ({ conversationId }) => wakeConversation(ctx, { conversationId }),
    "copy-name": (payload) => copyName(ctx, payload),
    "replay-parked": async ({ key }) => void (await replayParked(ctx, { key })),
  };
}
