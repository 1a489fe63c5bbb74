import type { z } from "zod";
import type { CallbackPlan } from "@/server/contract/callbacks";
import type { ConversationInput } from "@/server/contract/conversations";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { loadConversation } from "@/server/domain/conversations/record/load-conversation";
import { conversationRow } from "@/server/domain/conversations/record/rows";
import { hoursOf } from "@/server/domain/hours/open-state";
import { maskingFor } from "@/server/domain/team/policy";
import { callbackTimes } from "./callback-times";

/**
 * What somebody who schedules a callback chooses from.
 * @throws DomainError "not_found"
 */
export async function callbackPlan(
  ctx: Ctx<PersonActor>,
  { conversationId }: z.infer<typeof ConversationInput>,
): Promise<CallbackPlan> {
  const { placeId } = await loadConversation(ctx.db, ctx.actor, conversationId);
  const { place, callback } = await conversationRow(ctx.db, conversationId, maskingFor(ctx.actor));
  const times = callbackTimes(await hoursOf(ctx.settings, placeId), ctx.now());
  return { place: { id: place.id, name: place.name }, times: times.map((time) => time.toISOString()), callback };
}
