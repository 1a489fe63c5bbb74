import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { calls, conversations, customerIdentities, customers, sharedIdentities } from "@/db/schema";
import { ChooseCustomer } from "@/server/contract/customer-merges";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { lockGroups } from "@/server/domain/merging/regroup";
import { requirePersonalData } from "@/server/domain/team/require-personal-data";
import type { ConversationRecord } from "../record/load-conversation";
import { loadConversation } from "../record/load-conversation";

/**
 * Says which of the customers who share an address a conversation is with. The conversation and the address move to them, so that
 * their next call or text finds them; the one before shares the address now. Choosing them again changes nothing.
 * @throws DomainError "not_found"; "forbidden" for people from whom customers' data is masked; "conflict" for somebody who does not
 * share the address
 */
export const chooseCustomer = command(
  ChooseCustomer,
  async (write: Write<PersonActor>, { conversationId, customerId }): Promise<null> => {
    const { tx, actor, emit } = write;
    requirePersonalData(actor);
    const before = await loadConversation(tx, actor, conversationId);
    // As every change of a call does: the call first, and then its conversation.
    await tx.select({ id: calls.id }).from(calls).where(isLiveIn(conversationId)).orderBy(asc(calls.id)).for("update");
    const groups = await lockGroups(write, [before.customerId, customerId]);
    const conversation = await loadConversation(tx, actor, conversationId, { lock: true });
    const { memberIds = [] } = groups.get(customerId) ?? {};
    if (memberIds.includes(conversation.customerId)) return null;
    const chosenId = await sharerOf(write, conversation, memberIds);
    await takeAddress(write, conversation, chosenId);
    await tx
      .update(conversations)
      .set({ customerId: chosenId, version: sql`${conversations.version} + 1` })
      .where(eq(conversations.id, conversationId));
    await tx
      .update(calls)
      .set({ customerId: chosenId, version: sql`${calls.version} + 1` })
      .where(isLiveIn(conversationId));
    const customerIds = [...groups.values()].flatMap((group) => group.memberIds);
    await tx
      .update(customers)
      .set({ version: sql`${customers.version} + 1` })
      .where(sql`${customers.id} in (${conversation.customerId}, ${chosenId})`);
    emit("customer.merged", { customerIds, chosen: { conversationId, customerId: chosenId } });
    return null;
  },
);

const isLiveIn = (conversationId: Id) => and(eq(calls.conversationId, conversationId), isNull(calls.endedAt));

/** The member who shares the conversation's address. */
async function sharerOf(
  { tx }: Write,
  { contactKind, contactValue }: ConversationRecord,
  memberIds: readonly Id[],
): Promise<Id> {
  const sharers = await tx
    .select({ id: sharedIdentities.customerId })
    .from(sharedIdentities)
    .where(and(eq(sharedIdentities.kind, contactKind), eq(sharedIdentities.value, contactValue)));
  const sharer = sharers.find(({ id }) => memberIds.includes(id));
  if (!sharer) throw new DomainError("conflict", "addressNotShared");
  return sharer.id;
}

async function takeAddress({ tx }: Write, { contactKind, contactValue }: ConversationRecord, to: Id): Promise<void> {
  const isIt = and(
    eq(customerIdentities.kind, contactKind),
    eq(customerIdentities.scope, ""),
    eq(customerIdentities.value, contactValue),
  );
  const [owned] = await tx.select().from(customerIdentities).where(isIt).for("update");
  if (!owned || owned.customerId === to) return;
  await tx.update(customerIdentities).set({ customerId: to }).where(isIt);
  await tx
    .delete(sharedIdentities)
    .where(
      and(
        eq(sharedIdentities.kind, contactKind),
        eq(sharedIdentities.value, contactValue),
        eq(sharedIdentities.customerId, to),
      ),
    );
  const { kind, value, source } = owned;
  await tx.insert(sharedIdentities).values({ kind, value, source, customerId: owned.customerId }).onConflictDoNothing();
}
