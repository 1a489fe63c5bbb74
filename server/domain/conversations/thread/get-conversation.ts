import { sql } from "drizzle-orm";
import type { z } from "zod";
import { prepared } from "@/db/prepared";
import { conversations } from "@/db/schema";
import { abilitiesOf } from "@/server/contract/abilities";
import type { ConversationDetail, ConversationInput } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import type { ScopedActor } from "@/server/contract/team";
import { integrationMay, placesOf } from "@/server/domain/actors";
import type { Ctx } from "@/server/domain/context";
import { memberIdsOf, membersOf } from "@/server/domain/merging/members";
import { maskingFor } from "@/server/domain/team/policy";
import { noAccess } from "../record/load-conversation";
import { readerValues, visibleTo } from "../record/policy";
import { type RawRow, selectRows, toRow } from "../record/rows";
import { replyDestinations, toReplyDestination } from "../sending/reply-destinations";
import { newestItems } from "./earlier-items";

const OTHERS = 10;

/**
 * Loads a conversation for the thread: its row, its newest 50 items, the customer's other unresolved conversations that this
 * person may read, and their abilities. Two round trips: the rows, then the rest in parallel.
 * @throws DomainError "not_found"
 */
export async function getConversation(
  { db, actor, now }: Ctx<ScopedActor>,
  { conversationId }: z.input<typeof ConversationInput>,
): Promise<ConversationDetail> {
  const masking = maskingFor(actor);
  const found = await readRows(db, actor, conversationId);
  const raw = found.find((row) => row.id === conversationId);
  if (!raw) throw noAccess(conversationId);
  const [thread, reached, customerIds] = await Promise.all([
    newestItems(db, conversationId, masking),
    replyDestinations(db, raw, now()),
    memberIdsOf(db, raw.customerId),
  ]);
  const destinations = reached.map((one) => toReplyDestination(one, masking));
  return {
    row: toRow(raw, masking),
    customerIds,
    ...thread,
    readSeq: raw.reads[actor.id] ?? 0,
    destinations,
    alsoOpen: found.filter((row) => row !== raw).map((row) => toRow(row, masking)),
    can: abilitiesIn(actor, { status: raw.status, userId: raw.assigneeId }),
    replyBlocked: destinations[0]?.blocked ?? null,
  };
}

function abilitiesIn(actor: ScopedActor, held: Parameters<typeof abilitiesOf>[1]): ConversationDetail["can"] {
  if (actor.kind === "person") return abilitiesOf(actor, held);
  const may = integrationMay(actor, "conversations:write");
  return {
    reply: may,
    note: may,
    claim: false,
    assign: false,
    transfer: false,
    resolve: may && held.status !== "resolved",
  };
}

/** The conversation and its customer's others, as far as this person may read them: one prepared statement per kind of scope. */
async function readRows(db: Ctx["db"], actor: ScopedActor, conversationId: Id): Promise<RawRow[]> {
  const name = `get_conversation_${actor.kind}_${placesOf(actor).all ? "A" : "P"}${integrationMay(actor, "conversations:read") ? "" : "_none"}`;
  const id = sql`${sql.placeholder("id")}::uuid`;
  const statement = prepared(db, name, () => {
    const mine = visibleTo(actor, true);
    return selectRows(
      db,
      sql`select * from conversations where id = ${id} and ${mine}
        union all
        (select also.* from conversations asked
          cross join lateral (
            select * from conversations where customer_id in ${membersOf(sql`asked.customer_id`)} and status in ('open', 'snoozed')
              and id <> ${id} and ${mine}
            order by last_message_at desc nulls last, id desc nulls last limit ${sql.raw(String(OTHERS))}) also
          where asked.id = ${id})`,
    )
      .orderBy(sql`${conversations.lastMessageAt} desc nulls last`, sql`${conversations.id} desc nulls last`)
      .prepare(name);
  });
  return statement.execute({ id: conversationId, ...readerValues(actor) });
}
