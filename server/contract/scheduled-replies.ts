import * as z from "zod";
import { MAX_BODY } from "./constants";
import { DestinationRef } from "./destinations";
import { Id, type IsoTime, Seq } from "./ids";
import { UsedReplies } from "./replies";

/**
 * A reply that its author wrote to leave later: the same for everybody who may read the conversation, masked for partner agents.
 * @source Storeline `scheduled_replies`
 */
export type ScheduledReply = {
  id: Id;
  author: { id: Id; name: string };
  body: string;
  sendAt: IsoTime;
  /** What the author had seen of the conversation. */
  afterSeq: number;
  /** It is not sent once the customer has written after `afterSeq`. */
  stopsOnReply: boolean;
};

/** How a scheduled reply ended: `stopped` because the customer wrote, `refused` because it could no longer be sent. */
export const SCHEDULED_STATES = ["waiting", "sent", "canceled", "stopped", "refused"] as const;

export const ScheduleReply = z.strictObject({
  /** Made by the screen, so that scheduling it twice schedules it once; also the client id of the message. */
  scheduledId: Id,
  conversationId: Id,
  body: z.string().max(MAX_BODY),
  sendAt: z.iso.datetime(),
  /** As of `SendMessage`. */
  seenSeq: Seq,
  to: DestinationRef.optional(),
  savedReplyIds: UsedReplies,
});
export type ScheduleReply = z.input<typeof ScheduleReply>;
/** How a scheduled reply has ended. */
export type ScheduledEnd = { state: Exclude<(typeof SCHEDULED_STATES)[number], "waiting"> };
export const ScheduledInput = z.strictObject({ conversationId: Id, scheduledId: Id });
