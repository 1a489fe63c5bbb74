import { type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { idList, rowsOf } from "@/db/sql";
import type { Id } from "@/server/contract/ids";

/** The customers that are one person: the one that is shown, and those that were merged into it. */
export type Group = { shownId: Id; memberIds: Id[] };

/** The ids of everybody who is one person with the customer `own` of a statement, as a subquery. @param shownId SQL of whom they are shown as */
const members = (shownId: SQL): SQL =>
  sql`select ${shownId} as id union all select c.id from customers c where c.merged_into = ${shownId}`;

/** A subquery of the ids of the customers that are one person with this one. */
export const membersOf = (customerId: SQL | Id): SQL => sql`(
  select m.id from customers own
  cross join lateral (select coalesce(own.merged_into, own.id) as id) shown
  cross join lateral (${members(sql`shown.id`)}) m
  where own.id = ${customerId})`;

/** The group of each customer, by every id that was asked; unknown ids are left out. @source Storeline `customers` */
export async function groupsOf(db: Db | Tx, ids: readonly Id[]): Promise<Map<Id, Group>> {
  if (ids.length === 0) return new Map();
  const rows = await rowsOf<{ asked: Id; shown: Id; member: Id }>(
    db,
    sql`select own.id as asked, shown.id as shown, m.id as member
      from customers own
      cross join lateral (select coalesce(own.merged_into, own.id) as id) shown
      cross join lateral (${members(sql`shown.id`)}) m
      where own.id = any(${idList([...new Set(ids)])})
      order by own.id, m.id`,
  );
  const groups = new Map<Id, Group>();
  for (const { asked, shown, member } of rows) {
    const group = groups.get(asked) ?? { shownId: shown, memberIds: [] };
    group.memberIds.push(member);
    groups.set(asked, group);
  }
  return groups;
}

/** Everybody who is one person with this customer, the customer included. @source Storeline `customers` */
export async function memberIdsOf(db: Db | Tx, customerId: Id): Promise<Id[]> {
  return (await groupsOf(db, [customerId])).get(customerId)?.memberIds ?? [customerId];
}
