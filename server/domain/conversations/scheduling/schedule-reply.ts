import { eq } from "drizzle-orm";
import { conversations, scheduledReplies } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import { type ScheduledEnd, ScheduledInput, ScheduleReply } from "@/server/contract/scheduled-replies";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { allowSend } from "@/server/domain/consent/gate";
import { cleanText } from "@/server/lib/text";
import { checkQuietHours } from "../delivery/quiet-hours";
import { dropSentDraft } from "../drafts/drop-sent-draft";
import { appendItem, lineBy } from "../record/append-item";
import { loadConversation } from "../record/load-conversation";
import { requireEnabledUser } from "../record/target";
import { resolveDestination } from "../sending/reply-destinations";
import { checkFits, checkResolved } from "../sending/reply-limits";
import { giveBack, lockReply } from "./scheduled-record";
import { stopOnReply } from "./settings";

const LONGEST_DAYS = 366;

/**
 * Schedules a reply. Everything that can be known is checked as if it left at that time; it is checked again then. A conversation has one
 * scheduled reply at a time. The same id again schedules nothing more.
 * @throws DomainError "invalid" for a time that is not in the future, an empty text, or one that the channel does not carry; "consent" after an
 * opt-out, or for a time in quiet hours (`details.allowedAt`); "conflict": the conversation has one already; "not_found"
 */
export const scheduleReply = command(
  ScheduleReply,
  async (write: Write<PersonActor>, { conversationId, scheduledId, ...input }): Promise<null> => {
    const { tx, actor, now, settings } = write;
    const conversation = await loadConversation(tx, actor, conversationId, { lock: true });
    if (await isKnown(write, scheduledId)) return null;
    if (conversation.scheduledId) throw new DomainError("conflict", "replyIsScheduled");
    await requireEnabledUser(tx, actor.id);
    const sendAt = new Date(input.sendAt);
    if (sendAt <= now) throw new DomainError("invalid", "timeNotFuture");
    if (+sendAt > +now + LONGEST_DAYS * 86_400_000) throw new DomainError("invalid", "timeTooFar");
    const body = cleanText(input.body).trim();
    if (body === "") throw new DomainError("invalid", "nothingToSend");
    checkResolved(body);
    const to = await resolveDestination(tx, conversation, input.to, sendAt);
    checkFits(to.channel, body, 0);
    await allowSend(tx, to);
    await checkQuietHours({ ...write, now: sendAt }, conversation, to.channel);
    await tx.insert(scheduledReplies).values({
      ...{ id: scheduledId, conversationId, authorId: actor.id, body, sendAt, afterSeq: input.seenSeq },
      createdAt: now,
      ...{ destination: input.to ?? null, savedReplyIds: input.savedReplyIds },
      stopsOnReply: await settings.get(stopOnReply, conversation.placeId),
    });
    await tx.update(conversations).set({ scheduledId }).where(eq(conversations.id, conversationId));
    const line = { type: "reply_scheduled", sendAt: sendAt.toISOString(), ...lineBy(actor) } as const;
    const { seq } = await appendItem(write, conversationId, { kind: "system", system: line });
    await dropSentDraft(write, { conversationId, mode: "reply", body });
    write.enqueue("send-scheduled", { conversationId, scheduledId }, sendAt);
    write.emit("reply.scheduled", { conversationId, seqs: [seq] });
    return null;
  },
);

async function isKnown({ tx, actor }: Write<PersonActor>, scheduledId: string): Promise<boolean> {
  const [found] = await tx.select().from(scheduledReplies).where(eq(scheduledReplies.id, scheduledId));
  if (found && found.authorId !== actor.id) throw new DomainError("conflict", "messageIdUsed");
  return found !== undefined;
}

/**
 * Takes a scheduled reply back: its text goes into its author's draft. Whoever may read the conversation can, because its author may be
 * away. One that has ended stays as it is.
 * @returns how it ended: `sent` when it was too late
 * @throws DomainError "not_found"
 */
export const cancelScheduled = command(
  ScheduledInput,
  async (write: Write<PersonActor>, { conversationId, scheduledId }): Promise<ScheduledEnd> => {
    await loadConversation(write.tx, write.actor, conversationId, { lock: true });
    const reply = await lockReply(write, { conversationId, scheduledId });
    if (reply.state !== "waiting") return { state: reply.state };
    await giveBack(write, reply, "canceled", { type: "reply_unscheduled", ...lineBy(write.actor) });
    return { state: "canceled" };
  },
);

/**
 * Lets a scheduled reply leave now, also when the customer has written since: its author has decided.
 * @throws DomainError "not_found"; "forbidden" for anybody but its author; "conflict" when it has ended
 */
export const sendScheduledNow = command(
  ScheduledInput,
  async (write: Write<PersonActor>, { conversationId, scheduledId }): Promise<null> => {
    const { tx, actor, now } = write;
    const conversation = await loadConversation(tx, actor, conversationId, { lock: true });
    const reply = await lockReply(write, { conversationId, scheduledId });
    if (reply.state !== "waiting") throw new DomainError("conflict", "scheduledOver");
    if (reply.authorId !== actor.id) throw new DomainError("forbidden");
    const { placeId, lastInboundSeq } = conversation;
    const to = await resolveDestination(tx, conversation, reply.destination ?? undefined, now);
    await checkQuietHours(write, { id: conversationId, placeId, lastInboundSeq }, to.channel);
    await tx
      .update(scheduledReplies)
      .set({ sendAt: now, stopsOnReply: false })
      .where(eq(scheduledReplies.id, scheduledId));
    write.enqueue("send-scheduled", { conversationId, scheduledId });
    return null;
  },
);
