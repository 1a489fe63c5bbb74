import { sql } from "drizzle-orm";
import type { z } from "zod";
import { conversations } from "@/db/schema";
import type { ConversationDetail, ConversationInput } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { isOptedOut } from "../consent/gate";
import type { Ctx } from "../context";
import { newestItems } from "./earlier-items";
import { abilities, maskingFor, visibleTo } from "./policy";
import { selectRows, toRow } from "./rows";
import { endpointOf } from "./thread-endpoint";

const OTHERS = 10;

/**
 * Everything the thread needs: its line, its newest 50 entries, the customer's other unresolved conversations that this
 * person may read, and what they may do. Two round trips: the rows, then the rest side by side.
 * @throws DomainError "not_found"
 */
export async function getConversation(
  { db, actor }: Ctx<PersonActor>,
  { conversationId }: z.input<typeof ConversationInput>,
): Promise<ConversationDetail> {
  const masking = maskingFor(actor);
  const found = await selectRows(
    db,
    sql`select * from conversations where id = ${conversationId} and ${visibleTo(actor)}
      union all
      (select * from conversations
      where customer_id = (select customer_id from conversations where id = ${conversationId} and ${visibleTo(actor)})
        and status in ('open', 'snoozed') and id <> ${conversationId} and ${visibleTo(actor)}
      order by last_activity_at desc nulls last, id desc nulls last limit ${OTHERS})`,
  ).orderBy(sql`${conversations.lastActivityAt} desc nulls last`, sql`${conversations.id} desc nulls last`);
  const raw = found.find((row) => row.id === conversationId);
  if (!raw) throw new DomainError("not_found");
  const [thread, endpoints, optedOut] = await Promise.all([
    newestItems(db, conversationId, masking),
    endpointOf(db, raw.endpointId),
    isOptedOut(db, { kind: raw.contactKind as "phone", value: raw.contactValue }),
  ]);
  return {
    row: toRow(raw, masking),
    ...thread,
    readSeq: raw.reads[actor.id] ?? 0,
    endpoints,
    alsoOpen: found.filter((row) => row !== raw).map((row) => toRow(row, masking)),
    can: abilities(actor, { ...raw, userId: raw.assigneeId }),
    replyBlocked: optedOut ? "The customer asked not to be texted. They can text START to hear from us again." : null,
  };
}
