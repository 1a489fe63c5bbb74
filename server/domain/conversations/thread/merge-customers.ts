import { eq } from "drizzle-orm";
import { customerMerges } from "@/db/schema";
import { MergeCustomers } from "@/server/contract/customer-merges";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { lockGroups, regroup } from "@/server/domain/merging/regroup";
import { requirePersonalData } from "@/server/domain/team/require-personal-data";
import { cleanText } from "@/server/lib/text";
import { loadConversation } from "../record/load-conversation";

/**
 * Merges the customer of a conversation with another one: from now on they are shown as one person. Each keeps its own addresses,
 * conversations, orders and notes, so the merge can be undone. The same `mergeId` again changes nothing.
 * @throws DomainError "not_found"; "forbidden" for people from whom customers' data is masked; "conflict" when they are one person
 * already, or the conversation is with somebody else than was shown
 */
export const mergeCustomers = command(
  MergeCustomers,
  async (write: Write<PersonActor>, input): Promise<{ mergeId: Id }> => {
    const { tx, actor, now } = write;
    const { mergeId, conversationId, otherId, keep, evidence } = input;
    requirePersonalData(actor);
    const { customerId } = await loadConversation(tx, actor, conversationId);
    const groups = await lockGroups(write, [customerId, otherId]);
    const [here, other] = [groups.get(customerId), groups.get(otherId)];
    if (!here || !other) throw new DomainError("not_found", "customerUnknown");
    if (!here.memberIds.includes(input.customerId)) throw new DomainError("conflict", "customerChanged");
    const [made] = await tx.select().from(customerMerges).where(eq(customerMerges.id, mergeId));
    if (made?.mergedById === actor.id && here.shownId === other.shownId) return { mergeId };
    if (made || here.shownId === other.shownId) throw new DomainError("conflict", "alreadyMerged");
    // The two that were meant, not whom they are shown as now: an earlier merge may be undone.
    const [fromId, intoId] = keep === "other" ? [customerId, otherId] : [otherId, customerId];
    await tx.insert(customerMerges).values({
      ...{ id: mergeId, fromId, intoId, evidence: cleanText(evidence) },
      ...{ mergedById: actor.id, at: now },
    });
    await regroup(write, [...here.memberIds, ...other.memberIds]);
    return { mergeId };
  },
);
