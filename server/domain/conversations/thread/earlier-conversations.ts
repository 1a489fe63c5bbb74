import { type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import type { EarlierConversation } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import { isPerson, type ScopedActor } from "@/server/contract/team";
import { membersOf } from "@/server/domain/merging/members";
import { maskingFor, seesPersonalData } from "@/server/domain/team/policy";
import { visibleTo } from "../record/policy";
import { type RawRow, selectRows, toRow } from "../record/rows";

const NEWEST = 20;

/**
 * A person who may read one conversation of a customer may read the earlier ones too. Partner agents and integrations see only
 * conversations that they could open themselves.
 */
const readableHistory = (actor: ScopedActor): SQL =>
  isPerson(actor) && seesPersonalData(actor) ? sql`true` : visibleTo(actor);

/** The customer's other conversations, newest first, at most 20. */
export async function earlierConversations(
  db: Db | Tx,
  actor: ScopedActor,
  customerId: Id,
  exceptId: Id,
): Promise<EarlierConversation[]> {
  const order = sql`order by last_message_at desc nulls last, id desc nulls last`;
  const found = await selectRows(
    db,
    sql`select * from conversations where customer_id in ${membersOf(customerId)} and id <> ${exceptId}
      and ${readableHistory(actor)} ${order} limit ${sql.raw(String(NEWEST))}`,
  ).orderBy(sql`"conversations"."last_message_at" desc nulls last`, sql`"conversations"."id" desc nulls last`);
  return found.map((raw) => toEarlier(raw, actor));
}

/** One of them, or null when it is not this customer's or not readable. */
export async function earlierConversation(
  db: Db | Tx,
  actor: ScopedActor,
  customerId: Id,
  id: Id,
): Promise<EarlierConversation | null> {
  const [raw] = await selectRows(
    db,
    sql`select * from conversations where id = ${id} and customer_id in ${membersOf(customerId)} and ${readableHistory(actor)}`,
  );
  return raw ? toEarlier(raw, actor) : null;
}

function toEarlier(raw: RawRow, actor: ScopedActor): EarlierConversation {
  const { id, status, place, channel, preview, previewBy, lastMessageAt } = toRow(raw, maskingFor(actor));
  return { id, status, place, channel, preview, previewBy, lastMessageAt };
}
