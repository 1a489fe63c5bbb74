import { eq } from "drizzle-orm";
import { users } from "@/db/schema";
import { AnswerOffer, type ConversationRow } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { maskingFor } from "@/server/domain/team/policy";
import { lineBy } from "../record/append-item";
import { canAnswer } from "../record/policy";
import { conversationRow } from "../record/rows";
import { requireEnabledUser, resolveTarget } from "../record/target";
import { endOffer, loadPending } from "./end-offer";

/**
 * Accepts an offered conversation. Offered to a place, exactly one of its people wins.
 * @throws DomainError "not_found"; "taken" with `{ by }`; "conflict" when the offer has ended; "forbidden" when it was made to
 * somebody else
 */
export const acceptOffer = command(
  AnswerOffer,
  async (write: Write<PersonActor>, { conversationId, offerId }): Promise<ConversationRow> => {
    const { tx, actor } = write;
    const { conversation, offer } = await loadPending(write, conversationId, offerId);
    if (!canAnswer(actor, offer)) throw new DomainError("forbidden", "offeredToOther");
    await requireEnabledUser(tx, actor.id);
    const [sender] = await tx.select().from(users).where(eq(users.id, offer.fromUserId));
    const place = offer.toPlaceId ? { id: offer.toPlaceId, name: "" } : null;
    const { placeId } = resolveTarget({ user: actor, place }, conversation.placeId);
    const line = {
      type: "transfer_accepted" as const,
      ...lineBy(actor),
      from: sender?.name ?? "",
      fromId: offer.fromUserId,
    };
    await endOffer(write, conversation, "accepted", line, { placeId, assigneeId: actor.id });
    return conversationRow(tx, conversationId, maskingFor(actor));
  },
);
