import { asc, type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { conversations } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { DisableEffects } from "@/server/contract/team";

/** Lists the ids of the unresolved conversations assigned to a person. */
export const assignedTo = (userId: Id): SQL =>
  sql`select id from conversations where assignee_id = ${userId} and status in ('open', 'snoozed')`;

/** Lists the ids of conversations with a pending offer that this person made or received, or that are assigned to them. */
export const offeredAround = (userId: Id): SQL =>
  sql`select id from conversations where offered_user_id = ${userId}
    union select conversation_id from offers where from_user_id = ${userId} and state = 'pending'
    union select id from conversations where assignee_id = ${userId} and offer_id is not null`;

/** Previews `releasePerson`. Authorizes nothing. */
export async function countHeld(db: Db | Tx, userId: Id): Promise<DisableEffects> {
  const name = sql<string>`max(${conversations.placeName})`;
  const queues = await db
    .select({ id: conversations.placeId, name, count: sql<number>`count(*)::int` })
    .from(conversations)
    .where(sql`${conversations.id} in (${assignedTo(userId)})`)
    .groupBy(conversations.placeId)
    .orderBy(asc(name));
  const [offers] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(conversations)
    .where(sql`${conversations.id} in (${offeredAround(userId)})`);
  return {
    queues: queues.map(({ id, name, count }) => ({ place: { id, name }, conversations: count })),
    offers: offers?.count ?? 0,
  };
}
