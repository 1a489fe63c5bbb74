import { and, eq, isNull } from "drizzle-orm";
import { customerMerges } from "@/db/schema";
import { UnmergeCustomers } from "@/server/contract/customer-merges";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { sharedWith, sharersOf } from "@/server/domain/customers/shared-identities";
import type { Group } from "@/server/domain/merging/members";
import { lockGroups, regroup } from "@/server/domain/merging/regroup";
import { requirePersonalData } from "@/server/domain/team/require-personal-data";
import { loadConversation } from "../record/load-conversation";

/**
 * Undoes one merge of the customer of a conversation, or of somebody who shares an address with them: everybody is shown as if it had never been made. Undoing it again changes
 * nothing.
 * @throws DomainError "not_found" for a merge of anybody else; "forbidden" for people from whom customers' data is masked
 */
export const unmergeCustomers = command(
  UnmergeCustomers,
  async (write: Write<PersonActor>, { conversationId, mergeId }): Promise<null> => {
    const { tx, actor, now } = write;
    requirePersonalData(actor);
    const { customerId } = await loadConversation(tx, actor, conversationId);
    const [merge] = await tx.select().from(customerMerges).where(eq(customerMerges.id, mergeId));
    if (!merge) throw new DomainError("not_found");
    const groups = await lockGroups(write, [merge.fromId, customerId]);
    const { memberIds = [] } = groups.get(merge.fromId) ?? {};
    const undone = await tx
      .update(customerMerges)
      .set({ undoneAt: now, undoneById: actor.id })
      .where(and(eq(customerMerges.id, mergeId), isNull(customerMerges.undoneAt)))
      .returning({ id: customerMerges.id });
    if (undone.length === 0) return null;
    if (!memberIds.includes(customerId)) await requireSharer(write, memberIds, groups.get(customerId));
    await regroup(write, memberIds);
    return null;
  },
);

/** Whoever may choose these customers with one tap may undo their merge: the conversation may have been theirs. */
async function requireSharer({ tx }: Write, memberIds: readonly Id[], group: Group | undefined): Promise<void> {
  const sharers = group ? sharedWith(await sharersOf(tx, group.memberIds), group) : [];
  if (!sharers.some(({ id }) => memberIds.includes(id))) throw new DomainError("not_found");
}
