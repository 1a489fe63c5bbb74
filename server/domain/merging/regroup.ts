import { and, asc, inArray, isNull, or, sql } from "drizzle-orm";
import { customerMerges, customers } from "@/db/schema";
import { idList, recordset } from "@/db/sql";
import type { Id } from "@/server/contract/ids";
import type { Write } from "@/server/domain/command";
import { type Group, groupsOf } from "./members";
import { shownAs } from "./shown-as";

/** Locks everybody who is one person with one of these customers, in the order of their ids. @returns their groups, by the ids that were asked */
export async function lockGroups({ tx }: Write, ids: readonly Id[]): Promise<Map<Id, Group>> {
  const locked = new Set<Id>();
  // All at once, so that two who have a group in common wait for each other instead of ending in a deadlock.
  let groups = await groupsOf(tx, ids);
  for (;;) {
    const wanted = [...ids, ...[...groups.values()].flatMap(({ memberIds }) => memberIds)];
    if (wanted.every((id) => locked.has(id))) return groups;
    await lockAll(tx, wanted);
    for (const id of wanted) locked.add(id);
    // Whoever changes a group holds the locks of all its members, so the groups of locked customers stay.
    groups = await groupsOf(tx, ids);
  }
}

const lockAll = (tx: Write["tx"], ids: readonly Id[]) =>
  tx
    .select({ id: customers.id })
    .from(customers)
    .where(inArray(customers.id, [...ids]))
    .orderBy(asc(customers.id))
    .for("update");

/** Copies the name that these customers are shown with to their unresolved conversations; a job does the others (ADR 0020). */
export async function renameUnresolved({ tx }: Pick<Write, "tx">, ids: readonly Id[]): Promise<void> {
  await tx.execute(sql`
    update conversations v set customer_name = s.name, version = v.version + 1
    from customers own join customers s on s.id = coalesce(own.merged_into, own.id)
    where own.id = any(${idList(ids)}) and v.customer_id = own.id and v.status <> 'resolved' and v.customer_name <> s.name`);
}

/**
 * Stores whom these customers are shown as, after a merge of theirs was made or undone. Names in open conversations change at once,
 * those of resolved ones by a job (ADR 0020).
 * @param ids everybody who was one person with a customer of the merge, locked
 */
export async function regroup(write: Write, ids: readonly Id[]): Promise<void> {
  const { tx, emit, enqueue } = write;
  const merges = await tx
    .select({ fromId: customerMerges.fromId, intoId: customerMerges.intoId })
    .from(customerMerges)
    .where(
      and(
        isNull(customerMerges.undoneAt),
        or(inArray(customerMerges.fromId, [...ids]), inArray(customerMerges.intoId, [...ids])),
      ),
    )
    .orderBy(asc(customerMerges.n));
  const shown = shownAs(merges);
  const rows = ids.map((id) => ({ id, into: shown.get(id) === id ? null : (shown.get(id) ?? null) }));
  await tx.execute(sql`
    update customers c set merged_into = r.into, version = c.version + 1
    from ${recordset(rows, `id uuid, "into" uuid`)}
    where c.id = r.id`);
  await renameUnresolved(write, ids);
  for (const id of new Set(ids.map((one) => shown.get(one) ?? one))) enqueue("copy-name", { of: "customer", id });
  emit("customer.merged", { customerIds: [...ids] });
}
