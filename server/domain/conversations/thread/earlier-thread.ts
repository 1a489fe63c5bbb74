import type { z } from "zod";
import type { EarlierConversationInput, EarlierThread } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { maskingFor } from "@/server/domain/team/policy";
import { loadConversation } from "../record/load-conversation";
import { earlierConversation } from "./earlier-conversations";
import { newestItems } from "./earlier-items";

/**
 * The newest 50 entries of an earlier conversation of the same customer, read through one that this person may read.
 * @throws DomainError "not_found"
 */
export async function earlierThread(
  { db, actor }: Ctx<PersonActor>,
  { conversationId, earlierId }: z.input<typeof EarlierConversationInput>,
): Promise<EarlierThread> {
  const { customerId } = await loadConversation(db, actor, conversationId);
  const conversation = await earlierConversation(db, actor, customerId, earlierId);
  if (!conversation) throw new DomainError("not_found");
  const { items } = await newestItems(db, earlierId, maskingFor(actor));
  return { conversation, items };
}
