import { and, eq, lt } from "drizzle-orm";
import { conversations } from "@/db/schema";
import { ConversationInput } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import { command } from "@/server/domain/command";
import { defineJob, defineScheduledJob, EVERY_MINUTE } from "@/server/domain/define-job";
import { SWEEP_LIMIT, sweepEach } from "@/server/domain/sweep";
import { appendItem } from "../record/append-item";

/** How long the delayed job may be late before the sweep wakes the conversation. */
const LATE_MS = 5000;

declare module "@/server/contract/jobs" {
  interface JobPayloads {
    "wake-conversation": { conversationId: Id };
  }
}

/**
 * Reopens a snoozed conversation at its time. Changes nothing when it is too early or no longer snoozed; a later snooze has its
 * own job, and a job that runs before our clock's time is retried.
 */
export const wakeConversation = command(ConversationInput, async (write, { conversationId }): Promise<void> => {
  const { tx, now, emit, enqueue } = write;
  const [conversation] = await tx
    .select()
    .from(conversations)
    .where(eq(conversations.id, conversationId))
    .for("update");
  if (conversation?.status !== "snoozed" || !conversation.snoozedUntil) return;
  if (conversation.snoozedUntil > now) {
    const isAlmost = conversation.snoozedUntil.getTime() - now.getTime() < 60_000;
    if (isAlmost) enqueue("wake-conversation", { conversationId }, conversation.snoozedUntil);
    return;
  }
  const { seq } = await appendItem(
    write,
    conversationId,
    { kind: "system", system: { type: "unsnoozed" } },
    { status: "open", snoozedUntil: null },
  );
  emit("conversation.woken", { conversationId, seqs: [seq] });
});

export const wakeConversationJob = defineJob({
  name: "wake-conversation",
  payload: ConversationInput,
  handle: wakeConversation,
});

/** Wakes conversations whose delayed job was lost. */
export const wakeOverdueConversationsJob = defineScheduledJob({
  name: "wake-overdue-conversations",
  schedule: EVERY_MINUTE,
  async handle(ctx) {
    const overdue = await ctx.db
      .select({ id: conversations.id })
      .from(conversations)
      .where(and(eq(conversations.status, "snoozed"), lt(conversations.snoozedUntil, new Date(+ctx.now() - LATE_MS))))
      .limit(SWEEP_LIMIT);
    await sweepEach(this.name, overdue, ({ id }) => wakeConversation(ctx, { conversationId: id }));
  },
});
