import { sql } from "drizzle-orm";
import type { z } from "zod";
import type { Item, ItemsSince } from "@/server/contract/conversations";
import type { ScopedActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { maskingFor } from "@/server/domain/team/policy";
import { loadConversation } from "../record/load-conversation";
import { selectItems, toItem } from "../record/rows";

const MOST = 200;

/**
 * Loads the items after a `seq`, oldest first, at most 200, for a screen that finds a gap. After a full page, the screen asks
 * again from the last item.
 * @throws DomainError "not_found"
 */
export async function itemsSince(
  { db, actor }: Ctx<ScopedActor>,
  { conversationId, afterSeq }: z.input<typeof ItemsSince>,
): Promise<Item[]> {
  await loadConversation(db, actor, conversationId);
  const found = await selectItems(
    db,
    sql`select * from items where conversation_id = ${conversationId} and seq > ${afterSeq}
      order by seq limit ${sql.raw(String(MOST))}`,
  );
  const masking = maskingFor(actor);
  return found.map((raw) => toItem(raw, masking));
}
