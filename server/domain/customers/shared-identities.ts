import { sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { idList, rowsOf } from "@/db/sql";
import type { Id } from "@/server/contract/ids";
import type { Group } from "@/server/domain/merging/members";

/** An address of `owner` that a system of record gives to another customer too, as they are shown. */
type Sharer = { owner: Id; id: Id; name: string };

/** Who shares an address with one of these customers. */
export const sharersOf = (db: Db | Tx, ids: readonly Id[]): Promise<Sharer[]> =>
  rowsOf<Sharer>(
    db,
    sql`select distinct i.customer_id as owner, shown.id, shown.name
      from customer_identities i
      join shared_identities s on s.kind = i.kind and s.value = i.value and i.scope = ''
      join customers own on own.id = s.customer_id
      join customers shown on shown.id = coalesce(own.merged_into, own.id)
      where i.customer_id = any(${idList(ids)})
      order by shown.name, shown.id`,
  );

/** Who shares an address with this person, everybody once, without themselves. */
export function sharedWith(sharers: readonly Sharer[], { memberIds }: Group): { id: Id; name: string }[] {
  const others = sharers.filter(({ owner, id }) => memberIds.includes(owner) && !memberIds.includes(id));
  return [...new Map(others.map(({ id, name }) => [id, { id, name }])).values()];
}
