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
 * Loads the newest 50 items of an earlier conversation of the same customer, for a person who may read a conversation of
 * theirs.
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
