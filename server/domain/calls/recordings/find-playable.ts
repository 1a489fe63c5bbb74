import { and, eq } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { callRecordings, conversations, items } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { visibleTo } from "@/server/domain/conversations/record/policy";
import { maskingFor } from "@/server/domain/team/policy";

export type Playable = { bytes: number; callId: Id; itemId: Id; conversationId: Id; seq: number };

/**
 * Whoever may read the conversation may listen and read what was said, except those from whom customers' data is masked: a voice
 * cannot be.
 * @throws DomainError "not_found": deleted, or not theirs to hear
 */
export async function findPlayable(db: Db | Tx, actor: PersonActor, recordingId: Id): Promise<Playable> {
  const { bytes, callId, itemId } = callRecordings;
  const [found] = await db
    .select({ bytes, callId, itemId, conversationId: items.conversationId, seq: items.seq })
    .from(callRecordings)
    .innerJoin(items, eq(items.id, callRecordings.itemId))
    .innerJoin(conversations, eq(conversations.id, items.conversationId))
    .where(and(eq(callRecordings.id, recordingId), eq(callRecordings.state, "ready"), visibleTo(actor)));
  if (!found || maskingFor(actor).masked) throw new DomainError("not_found", "recordingGone");
  return found;
}
