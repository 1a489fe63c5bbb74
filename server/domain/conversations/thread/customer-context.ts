import type { z } from "zod";
import type { CustomerContext, CustomerContextInput } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import type { ScopedActor } from "@/server/contract/team";
import { requireScope } from "@/server/domain/actors";
import type { Ctx } from "@/server/domain/context";
import { customerProfiles } from "@/server/domain/customers/customer-profiles";
import { maskingFor } from "@/server/domain/team/policy";
import { order } from "@/server/domain/text/mask";
import { loadConversation } from "../record/load-conversation";
import { earlierConversations } from "./earlier-conversations";

/**
 * Loads the customer panel beside a thread. Readers of the conversation may see its customer; contacts are masked for partner
 * agents.
 * @throws DomainError "not_found"; "forbidden" for an integration without its scope
 * @source Storeline's read model; orders and loyalty have their own source and age
 */
export async function customerContext(
  { db, actor, commerce }: Ctx<ScopedActor>,
  { conversationId }: z.input<typeof CustomerContextInput>,
): Promise<CustomerContext> {
  requireScope(actor, "customers:read");
  const { customerId } = await loadConversation(db, actor, conversationId);
  const [profiles, orders, earlier] = await Promise.all([
    customerProfiles(db, [customerId], maskingFor(actor)),
    commerce.ordersOf(customerId),
    earlierConversations(db, actor, customerId, conversationId),
  ]);
  const profile = profiles.get(customerId);
  if (!profile) throw new DomainError("not_found");
  return { ...profile, orders: orders.map((one) => order(one, maskingFor(actor))), earlier };
}
