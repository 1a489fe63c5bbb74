import { AnswerOffer, type ConversationRow } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { maskingFor } from "@/server/domain/team/policy";
import { canWithdraw, placementOf } from "../record/policy";
import { conversationRow } from "../record/rows";
import { loadPending, withdrawPending } from "./end-offer";

/**
 * Withdraws an offer.
 * @throws DomainError "not_found"; "taken"; "conflict"; "forbidden"
 */
export const withdrawOffer = command(
  AnswerOffer,
  async (write: Write<PersonActor>, { conversationId, offerId }): Promise<ConversationRow> => {
    const { conversation, offer } = await loadPending(write, conversationId, offerId);
    if (!canWithdraw(write.actor, placementOf(conversation), offer)) {
      throw new DomainError("forbidden", "withdrawForbidden");
    }
    await withdrawPending(write, conversation);
    return conversationRow(write.tx, conversationId, maskingFor(write.actor));
  },
);
