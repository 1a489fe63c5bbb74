import { type ConversationRow, DeclineOffer } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { maskingFor } from "@/server/domain/team/policy";
import { lineBy } from "../record/append-item";
import { canAnswer } from "../record/policy";
import { conversationRow } from "../record/rows";
import { endOffer, keeper, loadPending } from "./end-offer";

/**
 * Declines an offer, for oneself or on behalf of the place it was made to. The conversation stays with its owner or goes to a
 * queue.
 * @throws DomainError "not_found"; "taken"; "conflict"; "forbidden"
 */
export const declineOffer = command(
  DeclineOffer,
  async (write: Write<PersonActor>, { conversationId, offerId, reason }): Promise<ConversationRow> => {
    const { conversation, offer } = await loadPending(write, conversationId, offerId);
    if (!canAnswer(write.actor, offer)) throw new DomainError("forbidden", "offeredToOther");
    const { touch, to } = await keeper(write, conversation);
    const line = { type: "transfer_declined" as const, ...lineBy(write.actor), reason, ...to };
    await endOffer(write, conversation, "declined", line, touch, reason);
    return conversationRow(write.tx, conversationId, maskingFor(write.actor));
  },
);
