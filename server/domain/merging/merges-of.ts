import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Db, Tx } from "@/db/client";
import { customerMerges, customers, users } from "@/db/schema";
import type { CustomerMergeView } from "@/server/contract/customer-merges";
import type { Id } from "@/server/contract/ids";
import { customerName, freeText, type Masking } from "@/server/domain/text/mask";

const from = alias(customers, "merged_from");
const into = alias(customers, "merged_into_one");

/** The merges of these customers that go on, in the order in which they were made. */
export const mergesOf = (db: Db | Tx, ids: readonly Id[]) =>
  db
    .select({
      id: customerMerges.id,
      fromId: customerMerges.fromId,
      fromName: from.name,
      intoId: customerMerges.intoId,
      intoName: into.name,
      by: users.name,
      at: customerMerges.at,
      evidence: customerMerges.evidence,
    })
    .from(customerMerges)
    .innerJoin(from, eq(from.id, customerMerges.fromId))
    .innerJoin(into, eq(into.id, customerMerges.intoId))
    .innerJoin(users, eq(users.id, customerMerges.mergedById))
    .where(and(isNull(customerMerges.undoneAt), inArray(customerMerges.fromId, [...ids])))
    .orderBy(asc(customerMerges.n));

export const toMergeView = (
  { id, fromId, fromName, intoId, intoName, by, at, evidence }: Awaited<ReturnType<typeof mergesOf>>[number],
  masking: Masking,
): CustomerMergeView => ({
  id,
  from: { id: fromId, name: customerName(fromName, masking) },
  into: { id: intoId, name: customerName(intoName, masking) },
  by,
  at: at.toISOString(),
  evidence: freeText(evidence, masking),
});
