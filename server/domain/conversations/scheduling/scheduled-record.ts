import { and, eq, sql } from "drizzle-orm";
import { conversations, scheduledReplies } from "@/db/schema";
import type { SystemLine } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { SCHEDULED_STATES } from "@/server/contract/scheduled-replies";
import type { Write } from "@/server/domain/command";
import { returnToDraft } from "../drafts/return-to-draft";
import { appendItem } from "../record/append-item";

export type ScheduledRecord = typeof scheduledReplies.$inferSelect;
type Ending = Exclude<(typeof SCHEDULED_STATES)[number], "waiting">;

/** A scheduled reply of this conversation, locked. The caller holds the conversation's lock. @throws DomainError "not_found" */
export async function lockReply(
  { tx }: Write,
  { conversationId, scheduledId }: { conversationId: Id; scheduledId: Id },
): Promise<ScheduledRecord> {
  const isThis = and(eq(scheduledReplies.id, scheduledId), eq(scheduledReplies.conversationId, conversationId));
  const [found] = await tx.select().from(scheduledReplies).where(isThis).for("update");
  if (!found) throw new DomainError("not_found");
  return found;
}

/** Ends a waiting reply. Its text is kept where the people look for it, not here. */
export async function endScheduled({ tx, now }: Write, { id, conversationId }: ScheduledRecord, state: Ending) {
  await tx.update(scheduledReplies).set({ state, endedAt: now, body: "" }).where(eq(scheduledReplies.id, id));
  await tx
    .update(conversations)
    .set({ scheduledId: null, version: sql`${conversations.version} + 1` })
    .where(eq(conversations.id, conversationId));
}

/** Ends a waiting reply that is not sent: its text goes into its author's draft, and the line says why. */
export async function giveBack(
  write: Write,
  reply: ScheduledRecord,
  state: Exclude<Ending, "sent">,
  system: SystemLine,
): Promise<void> {
  const { conversationId, authorId: userId, body } = reply;
  await endScheduled(write, reply, state);
  await returnToDraft(write, { userId, conversationId, body });
  const { seq } = await appendItem(write, conversationId, { kind: "system", system });
  write.emit("reply.unscheduled", { conversationId, seqs: [seq] });
}
