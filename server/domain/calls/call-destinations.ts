import type { z } from "zod";
import type { ConversationInput } from "@/server/contract/conversations";
import { explain } from "@/server/contract/errors";
import type { CallDestination } from "@/server/contract/live-calls";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { loadConversation } from "@/server/domain/conversations/record/load-conversation";
import { toReplyDestination } from "@/server/domain/conversations/sending/reply-destinations";
import { maskingFor } from "@/server/domain/team/policy";
import { callRoutes } from "./call-routes";

/**
 * The ways to call the customer of a conversation now, each with the reason why it cannot be used, if there is one.
 * @throws DomainError "not_found"
 */
export async function callDestinations(
  ctx: Ctx<PersonActor>,
  { conversationId }: z.infer<typeof ConversationInput>,
): Promise<CallDestination[]> {
  const conversation = await loadConversation(ctx.db, ctx.actor, conversationId);
  const masking = maskingFor(ctx.actor);
  return (await callRoutes(ctx, conversation)).map(({ destination, refusal }) => ({
    ...toReplyDestination(destination, masking),
    blocked: refusal && explain(refusal.reason, refusal.details as never),
  }));
}
