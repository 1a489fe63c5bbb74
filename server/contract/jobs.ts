import type { Id } from "./ids";

/** Work after commit, retried. Payloads hold ids only. */
export type JobPayloads = {
  /** Sends everything queued in one conversation, oldest first. */
  "deliver-messages": { conversationId: Id };
  "mirror-attachment": { attachmentId: Id };
  "expire-offer": { offerId: Id };
  "wake-conversation": { conversationId: Id };
  /** Parked ingest events that waited for this SKU, place or customer. */
  "replay-parked": { key: string };
};
export type JobName = keyof JobPayloads;
export const JOB_NAMES = [
  "deliver-messages",
  "mirror-attachment",
  "expire-offer",
  "wake-conversation",
  "replay-parked",
] as const satisfies readonly JobName[];
