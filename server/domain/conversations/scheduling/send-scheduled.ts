import { and, eq, gt, lt, ne, sql } from "drizzle-orm";
import { conversations, items, scheduledReplies } from "@/db/schema";
import { SendMessage } from "@/server/contract/conversations";
import { DomainError, type ErrorReason } from "@/server/contract/errors";
import type { Id, IsoTime } from "@/server/contract/ids";
import { ScheduledInput } from "@/server/contract/scheduled-replies";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { defineJob, defineScheduledJob, EVERY_MINUTE } from "@/server/domain/define-job";
import { membersOf } from "@/server/domain/merging/members";
import { SWEEP_LIMIT, sweepEach } from "@/server/domain/sweep";
import { loadPerson } from "@/server/domain/team/load-person";
import { type ConversationRecord, lockConversation } from "../record/load-conversation";
import { sendIn } from "../sending/send-message";
import { endScheduled, giveBack, lockReply, type ScheduledRecord } from "./scheduled-record";

declare module "@/server/contract/jobs" {
  interface JobPayloads {
    "send-scheduled": { conversationId: Id; scheduledId: Id };
  }
}

/** How long the delayed job may be late before the sweep sends the reply. */
const LATE_MS = 5000;

/**
 * Sends a scheduled reply in its author's name at its time, in the transaction that ends it: it is sent once, or not at all. It is not
 * sent when the customer has written since, or when its author could not send it now; then the thread says why, and its author has
 * the text in their draft. It claims nothing: its author may be away. In quiet hours it waits for their end.
 */
export const sendScheduled = command(ScheduledInput, async (write, { conversationId, scheduledId }): Promise<void> => {
  const conversation = await lockConversation(write.tx, conversationId);
  if (conversation?.scheduledId !== scheduledId) return;
  const reply = await lockReply(write, { conversationId, scheduledId });
  if (reply.sendAt > write.now) return write.enqueue("send-scheduled", { conversationId, scheduledId }, reply.sendAt);
  const author = await loadPerson(write.tx, reply.authorId);
  if (!author) return refuse(write, reply, "", "authorGone");
  if (reply.stopsOnReply && (await hasWrittenSince(write, conversation, reply)))
    return giveBack(write, reply, "stopped", { type: "reply_stopped", of: author.name, ofId: author.id });
  try {
    await sendIn(inNameOf(write, author), messageOf(reply), { mayClaim: false });
    await endScheduled(write, reply, "sent");
    write.emit("reply.unscheduled", { conversationId, seqs: [] });
  } catch (error) {
    // Refusals come before anything is written.
    if (!(error instanceof DomainError)) throw error;
    if (error.reason === "quietHours") return postpone(write, reply, error.details.allowedAt as IsoTime);
    await refuse(write, reply, author.name, error.reason);
  }
});

/** A message of a customer who comes back, or who has more than one address, may be in another conversation. */
async function hasWrittenSince(
  { tx }: Write,
  { id, customerId, lastInboundSeq }: ConversationRecord,
  { afterSeq, createdAt }: ScheduledRecord,
): Promise<boolean> {
  if (lastInboundSeq > afterSeq) return true;
  const newest = and(eq(items.conversationId, conversations.id), eq(items.seq, conversations.lastInboundSeq));
  const [elsewhere] = await tx
    .select({ id: items.id })
    .from(conversations)
    .innerJoin(items, newest)
    .where(
      and(
        sql`${conversations.customerId} in ${membersOf(customerId)}`,
        ne(conversations.id, id),
        gt(items.at, createdAt),
      ),
    )
    .limit(1);
  return elsewhere !== undefined;
}

/** The same capabilities, in the name of a person who is not signed in. */
const inNameOf = (write: Write, actor: PersonActor): Write<PersonActor> => ({
  ...write,
  actor,
  emit: (type, payload) => write.emit(type, payload, { kind: "person", id: actor.id }),
});

const messageOf = ({ id, conversationId, body, destination, savedReplyIds, afterSeq }: ScheduledRecord) =>
  SendMessage.parse({
    ...{ conversationId, clientMessageId: id, body, savedReplyIds, seenSeq: afterSeq },
    // Its author has decided about the time: what colleagues wrote since does not stop it.
    force: true,
    ...(destination && { to: destination }),
  });

const refuse = (write: Write, reply: ScheduledRecord, of: string, why: ErrorReason) =>
  giveBack(write, reply, "refused", { type: "reply_refused", why, of, ofId: reply.authorId });

async function postpone(write: Write, { id, conversationId }: ScheduledRecord, allowedAt: IsoTime): Promise<void> {
  const sendAt = new Date(allowedAt);
  await write.tx.update(scheduledReplies).set({ sendAt }).where(eq(scheduledReplies.id, id));
  write.enqueue("send-scheduled", { conversationId, scheduledId: id }, sendAt);
  write.emit("reply.scheduled", { conversationId, seqs: [] });
}

export const sendScheduledJob = defineJob({ name: "send-scheduled", payload: ScheduledInput, handle: sendScheduled });

/** Sends replies whose delayed job was lost. */
export const sendOverdueScheduledJob = defineScheduledJob({
  name: "send-overdue-scheduled",
  schedule: EVERY_MINUTE,
  async handle(ctx) {
    const overdue = await ctx.db
      .select({ conversationId: scheduledReplies.conversationId, scheduledId: scheduledReplies.id })
      .from(scheduledReplies)
      .where(and(eq(scheduledReplies.state, "waiting"), lt(scheduledReplies.sendAt, new Date(+ctx.now() - LATE_MS))))
      .limit(SWEEP_LIMIT);
    await sweepEach(this.name, overdue, (one) => sendScheduled(ctx, one));
  },
});
