import { eq } from "drizzle-orm";
import { z } from "zod";
import { conversations, offers, places, users } from "@/db/schema";
import { AnswerOffer, type ConversationRow, DeclineOffer, type SystemLine } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "../command";
import { appendItem } from "./append-item";
import { whither } from "./destination";
import { type ConversationRecord, loadConversation } from "./load-conversation";
import { fallBack, NO_OFFER, type OfferRecord, settleOffer } from "./offer-record";
import { canAnswer, canWithdraw, maskingFor, whereabouts } from "./policy";
import { conversationRow } from "./rows";

type Ending = "accepted" | "declined" | "expired" | "withdrawn";

/**
 * Takes over an offered conversation. Offered to a place, exactly one of its people wins.
 * @throws DomainError "not_found"; "taken" with `{ by }`; "conflict" when the offer has ended; "forbidden" when it is another's
 */
export const acceptOffer = command(
  AnswerOffer,
  async (write: Write<PersonActor>, { conversationId, offerId }): Promise<ConversationRow> => {
    const { tx, actor } = write;
    const { conversation, offer } = await loadPending(write, conversationId, offerId);
    if (!canAnswer(actor, offer)) throw new DomainError("forbidden");
    const [sender] = await tx.select().from(users).where(eq(users.id, offer.fromUserId));
    const place = offer.toPlaceId ? { id: offer.toPlaceId, name: "" } : null;
    const { placeId } = whither({ user: actor, place }, conversation.placeId);
    const line = { type: "transfer_accepted" as const, by: actor.name, from: sender?.name ?? "" };
    await end(write, conversation, "accepted", line, { placeId, assigneeId: actor.id });
    return conversationRow(tx, conversationId, maskingFor(actor));
  },
);

/**
 * Refuses an offer, for oneself or on behalf of the place it was made to; it stays with its owner or falls to a queue.
 * @throws DomainError "not_found"; "taken"; "conflict"; "forbidden"
 */
export const declineOffer = command(
  DeclineOffer,
  async (write: Write<PersonActor>, { conversationId, offerId, reason }): Promise<ConversationRow> => {
    const { conversation, offer } = await loadPending(write, conversationId, offerId);
    if (!canAnswer(write.actor, offer)) throw new DomainError("forbidden");
    const { touch, to } = await keeper(write, conversation);
    const line = { type: "transfer_declined" as const, by: write.actor.name, reason, to };
    await end(write, conversation, "declined", line, touch, reason);
    return conversationRow(write.tx, conversationId, maskingFor(write.actor));
  },
);

/**
 * Takes an offer back.
 * @throws DomainError "not_found"; "taken"; "conflict"; "forbidden"
 */
export const withdrawOffer = command(
  AnswerOffer,
  async (write: Write<PersonActor>, { conversationId, offerId }): Promise<ConversationRow> => {
    const { conversation, offer } = await loadPending(write, conversationId, offerId);
    if (!canWithdraw(write.actor, whereabouts(conversation), offer)) throw new DomainError("forbidden");
    await withdrawPending(write, conversation);
    return conversationRow(write.tx, conversationId, maskingFor(write.actor));
  },
);

/** Ends an offer nobody answered in time. Answered, or not due yet: nothing changes. */
export const expireOffer = command(z.strictObject({ offerId: Id }), async (write, { offerId }): Promise<void> => {
  const [offer] = await write.tx.select().from(offers).where(eq(offers.id, offerId));
  if (offer?.state !== "pending") return;
  if (offer.expiresAt > write.now) return write.enqueue("expire-offer", { offerId }, offer.expiresAt);
  const [conversation] = await write.tx
    .select()
    .from(conversations)
    .where(eq(conversations.id, offer.conversationId))
    .for("update");
  if (conversation?.offerId === offerId) await expirePending(write, conversation);
});

/** The offer of a locked conversation ran out, or its receiver can no longer answer. */
export async function expirePending(write: Write, conversation: ConversationRecord): Promise<void> {
  const { touch, to } = await keeper(write, conversation);
  await end(write, conversation, "expired", { type: "transfer_expired", to }, touch);
}

/** Takes back the offer of a locked conversation, for whoever acts. */
export async function withdrawPending(write: Write, conversation: ConversationRecord): Promise<void> {
  const { touch } = await keeper(write, conversation);
  await end(write, conversation, "withdrawn", { type: "transfer_withdrawn", by: write.actor.name }, touch);
}

async function keeper(write: Write, conversation: ConversationRecord) {
  const [place] = await write.tx.select().from(places).where(eq(places.id, conversation.placeId));
  return fallBack(write, conversation, place?.name ?? "");
}

async function loadPending(
  { tx, actor }: Write<PersonActor>,
  conversationId: Id,
  offerId: Id,
): Promise<{ conversation: ConversationRecord; offer: OfferRecord }> {
  const conversation = await loadConversation(tx, actor, conversationId, { lock: true });
  const [offer] = await tx.select().from(offers).where(eq(offers.id, offerId));
  if (offer?.conversationId !== conversationId) throw new DomainError("not_found");
  if (conversation.offerId === offerId) return { conversation, offer };
  if (offer.state === "accepted" && offer.answeredBy) {
    const [winner] = await tx.select().from(users).where(eq(users.id, offer.answeredBy));
    throw new DomainError("taken", `${winner?.name} accepted it first.`, { by: winner?.name });
  }
  throw new DomainError("conflict", "This transfer is no longer waiting for an answer.");
}

async function end(
  write: Write,
  conversation: ConversationRecord,
  ending: Ending,
  line: SystemLine,
  touch: { assigneeId: Id | null; placeId?: Id },
  reason: string | null = null,
): Promise<void> {
  await settleOffer(write, conversation.offerId, ending, reason);
  const { seq } = await appendItem(write, conversation.id, { kind: "system", system: line }, { ...touch, ...NO_OFFER });
  write.emit(`offer.${ending}`, { conversationId: conversation.id, seqs: [seq], was: whereabouts(conversation) });
}
