import { eq, sql } from "drizzle-orm";
import { conversations, scheduledReplies } from "@/db/schema";
import type { SystemLine } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import type { SCHEDULED_STATES } from "@/server/contract/scheduled-replies";
import type { Write } from "@/server/domain/command";
import { returnToDraft } from "../drafts/return-to-draft";
import { appendItem } from "../record/append-item";

export type ScheduledRecord = typeof scheduledReplies.$inferSelect;
type Ending = Exclude<(typeof SCHEDULED_STATES)[number], "waiting">;

/** The waiting reply, locked; null when it has ended. The caller holds the conversation's lock. */
export async function lockWaiting({ tx }: Write, scheduledId: Id): Promise<ScheduledRecord | null> {
  const [found] = await tx.select().from(scheduledReplies).where(eq(scheduledReplies.id, scheduledId)).for("update");
  return found?.state === "waiting" ? found : null;
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
