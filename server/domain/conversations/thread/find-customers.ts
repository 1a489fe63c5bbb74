import { uuidv7 } from "uuidv7";
import type { z } from "zod";
import { customerSearches } from "@/db/schema";
import { type CustomerMatch, FindCustomers } from "@/server/contract/customer-merges";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import { findMatches } from "@/server/domain/customers/find-matches";
import { type SharedLimit, takeShared } from "@/server/domain/settings/shared-limits";
import { requirePersonalData } from "@/server/domain/team/require-personal-data";
import { loadConversation } from "../record/load-conversation";

/** Typing a name searches a few times. Far more than a person needs in a busy hour, and far too few to copy the customers. */
export const SEARCHES: SharedLimit = { name: "customer-searches", points: 100, seconds: 600 };

/**
 * Finds customers who may be the same person as the customer of a conversation; without text, those who probably are. Who searched
 * when, and how many were found, is recorded (`customer_searches`); what they typed is not.
 * @throws DomainError "not_found"; "forbidden" for people from whom customers' data is masked; "rate_limited" after too many searches of
 * this person
 * @source Storeline `customers`
 */
export async function findCustomers(
  ctx: Ctx<PersonActor>,
  input: z.input<typeof FindCustomers>,
): Promise<CustomerMatch[]> {
  requirePersonalData(ctx.actor);
  await takeShared(ctx.db, SEARCHES, ctx.actor.id, "tooManySearches");
  return find(ctx, input);
}

const find = command(
  FindCustomers,
  async ({ tx, actor, now }: Write<PersonActor>, { conversationId, text }): Promise<CustomerMatch[]> => {
    const { customerId } = await loadConversation(tx, actor, conversationId);
    const matches = await findMatches(tx, customerId, text);
    await tx.insert(customerSearches).values({ id: uuidv7(), userId: actor.id, found: matches.length, at: now });
    return matches;
  },
);
