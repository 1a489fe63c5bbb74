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
  /**
   * Copies the present name of a place, person or customer to the conversations that show it. Asked for by triggers, so that
   * no rename is forgotten. `isResumed`: an earlier run has copied some already.
   */
  "copy-name": { of: NameOf; id: Id; isResumed?: boolean };
};
/** Whose names stand on conversations. */
export type NameOf = "place" | "user" | "customer";
export type JobName = keyof JobPayloads;
export const JOB_NAMES = [
  "deliver-messages",
  "mirror-attachment",
  "expire-offer",
  "wake-conversation",
  "replay-parked",
  "copy-name",
] as const satisfies readonly JobName[];
