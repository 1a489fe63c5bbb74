import { type SQL, sql } from "drizzle-orm";
import type { SearchFilter } from "@/server/contract/search";
import type { ScopedActor } from "@/server/contract/team";
import { visibleTo } from "@/server/domain/conversations/record/policy";
import { membersOf } from "@/server/domain/merging/members";

/** The conversations, `conversations`, in which this reader may find something, as a condition. */
export function searched(actor: ScopedActor, { placeId, channel }: SearchFilter): SQL {
  const parts = [
    sql`(${visibleTo(actor)})`,
    placeId && sql`conversations.place_id = ${placeId}`,
    channel && sql`conversations.channel = ${channel}`,
  ];
  return sql.join(
    parts.filter((part) => part !== undefined && part !== ""),
    sql` and `,
  );
}

/** The columns of `opensIn`. */
export type OpensInRow = { conversationId: string; channel: string; place: string; lastMessageAt: string };
export const opensInColumns = sql`v.id as "conversationId", v.channel, v.place_name as place, v.last_message_at as "lastMessageAt"`;

/** The newest searched conversation `v` of a customer and of everybody merged with them: a subquery to join by `lateral`. */
export const opensIn = (customerId: SQL, actor: ScopedActor, filter: SearchFilter): SQL => sql`(
  select conversations.id, conversations.channel, conversations.place_name, conversations.last_message_at,
    conversations.contact_kind, conversations.contact_value, conversations.status, conversations.customer_name
  from ${membersOf(customerId)} member cross join lateral (
    select * from conversations where conversations.customer_id = member.id and ${searched(actor, filter)}
    order by last_message_at desc nulls last, id desc nulls last limit 1) conversations
  order by conversations.last_message_at desc, conversations.id desc limit 1) v`;

export const toIso = (time: string | Date): string => new Date(time).toISOString();
