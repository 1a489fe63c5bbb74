import { uuidv7 } from "uuidv7";
import { offers } from "@/db/schema";
import { canTransfer } from "@/server/contract/abilities";
import { type ConversationRow, TransferConversation } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { maskingFor } from "@/server/domain/team/policy";
import { appendItem, lineBy } from "../record/append-item";
import { loadConversation } from "../record/load-conversation";
import { placementOf } from "../record/policy";
import { conversationRow } from "../record/rows";
import { loadTarget, requireEnabledUser } from "../record/target";
import { offerColumns } from "./offer-record";

/**
 * Offers a conversation to a person or a place with a handoff card. The owner does not change until somebody accepts; a
 * conversation from a queue is assigned to the sender meanwhile. At most one offer is pending.
 * @throws DomainError "not_found"; "forbidden"; "invalid" when the target cannot take work; "conflict" when it is resolved or
 * already offered
 */
export const transferConversation = command(
  TransferConversation,
  async (write: Write<PersonActor>, { conversationId, to, card, timeoutSeconds }): Promise<ConversationRow> => {
    const { tx, actor, now, emit, enqueue } = write;
    const conversation = await loadConversation(tx, actor, conversationId, { lock: true });
    const was = placementOf(conversation);
    if (conversation.status === "resolved") throw new DomainError("conflict", "isResolved");
    if (!canTransfer(actor, { ...was, status: conversation.status })) throw new DomainError("forbidden", "notYours");
    if (conversation.offerId) throw new DomainError("conflict", "transferPending");
    const { user, place } = await loadTarget(tx, to);
    const name = (user ?? place)?.name;
    if (!name) throw new DomainError("invalid", "noTransferTarget");
    const ownerId = conversation.assigneeId ?? actor.id;
    await requireEnabledUser(tx, actor.id);
    if (user?.id === ownerId) throw new DomainError("invalid", "alreadyOwner", { name: user.name });
    const offerId = uuidv7();
    const expiresAt = new Date(now.getTime() + timeoutSeconds * 1000);
    await tx.insert(offers).values({
      id: offerId,
      conversationId,
      fromUserId: actor.id,
      fromPlaceId: conversation.placeId,
      toUserId: user?.id ?? null,
      toPlaceId: place?.id ?? null,
      card,
      expiresAt,
      createdAt: now,
    });
    const line = {
      type: "transfer_offered" as const,
      ...lineBy(actor),
      to: name,
      toId: user?.id ?? place?.id ?? null,
      card,
      expiresAt: expiresAt.toISOString(),
    };
    const offered = { id: offerId, toUserId: user?.id ?? null, toPlaceId: place?.id ?? null };
    const touch = { assigneeId: ownerId, ...offerColumns(offered) };
    const { seq } = await appendItem(write, conversationId, { kind: "system", system: line }, touch);
    enqueue("expire-offer", { offerId }, expiresAt);
    emit("offer.made", { conversationId, seqs: [seq], was });
    return conversationRow(tx, conversationId, maskingFor(actor));
  },
);
