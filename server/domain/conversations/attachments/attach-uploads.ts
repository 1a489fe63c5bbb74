import { and, eq, inArray, isNull } from "drizzle-orm";
import { attachments } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { Write } from "@/server/domain/command";

/** The owner of a visitor's uploads until they are sent. */
export const visitorOwner = (visitorId: string): string => `visitor:${visitorId}`;

/**
 * Attaches uploaded files to the item that sends them, in the given order.
 * @throws DomainError "invalid" unless each is the sender's own, complete, and not sent before
 */
export async function attachUploads(
  { tx }: Pick<Write, "tx">,
  ids: readonly Id[],
  ownerId: string,
  to: { conversationId: Id; itemId: Id },
): Promise<void> {
  if (ids.length === 0) return;
  const mine = and(
    inArray(attachments.id, [...ids]),
    eq(attachments.ownerId, ownerId),
    eq(attachments.state, "ready"),
    isNull(attachments.itemId),
  );
  const attached = await tx.update(attachments).set(to).where(mine).returning({ id: attachments.id });
  if (attached.length !== ids.length) throw new DomainError("invalid", "attachmentMissing");
  for (const [position, id] of ids.entries()) {
    if (position > 0) await tx.update(attachments).set({ position }).where(eq(attachments.id, id));
  }
}
