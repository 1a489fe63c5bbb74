import { and, eq, isNull, sql } from "drizzle-orm";
import { customers } from "@/db/schema";
import { NameCustomer } from "@/server/contract/customer-merges";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { lockGroups, renameUnresolved } from "@/server/domain/merging/regroup";
import { requirePersonalData } from "@/server/domain/team/require-personal-data";
import { oneLine } from "@/server/lib/text";
import { loadConversation } from "../record/load-conversation";

/**
 * Names the customer of a conversation whom no system of record describes, such as an unknown caller.
 * @throws DomainError "not_found"; "forbidden" for people from whom customers' data is masked; "conflict" when their name comes from a
 * system of record, or the conversation is with somebody else than was shown
 */
export const nameCustomer = command(NameCustomer, async (write: Write<PersonActor>, input): Promise<null> => {
  const { tx, actor, emit } = write;
  requirePersonalData(actor);
  const { customerId } = await loadConversation(tx, actor, input.conversationId);
  const group = (await lockGroups(write, [customerId])).get(customerId);
  if (!group?.memberIds.includes(input.customerId)) throw new DomainError("conflict", "customerChanged");
  const named = await tx
    .update(customers)
    .set({ name: oneLine(input.name, 80), version: sql`${customers.version} + 1` })
    .where(and(eq(customers.id, group.shownId), isNull(customers.sourceId)))
    .returning({ id: customers.id });
  if (named.length === 0) throw new DomainError("conflict", "nameFromRecord");
  await renameUnresolved(write, group.memberIds);
  emit("customer.changed", { customerId: group.shownId });
  emit("customer.merged", { customerIds: group.memberIds });
  return null;
});
