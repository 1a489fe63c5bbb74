import { eq } from "drizzle-orm";
import { offers, places, users } from "@/db/schema";
import type { SystemLine } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import type { Write } from "@/server/domain/command";
import { appendItem, lineBy } from "../record/append-item";
import { type ConversationRecord, loadConversation } from "../record/load-conversation";
import { placementOf } from "../record/policy";
import { fallBack, NO_OFFER, type OfferRecord, settleOffer } from "./offer-record";

/** The refusal for people who may read the conversation but to whom it is not offered. */

type Ending = "accepted" | "declined" | "expired" | "withdrawn";

/** Ends the offer of a locked conversation that has expired, or whose receiver can no longer answer. */
export async function expirePending(write: Write, conversation: ConversationRecord): Promise<void> {
  const { touch, to } = await keeper(write, conversation);
  await endOffer(write, conversation, "expired", { type: "transfer_expired", ...to }, touch);
}

/** Withdraws the offer of a locked conversation, in the name of the actor. */
export async function withdrawPending(write: Write, conversation: ConversationRecord): Promise<void> {
  const { touch } = await keeper(write, conversation);
  await endOffer(write, conversation, "withdrawn", { type: "transfer_withdrawn", ...lineBy(write.actor) }, touch);
}

/** The owner or queue that keeps the conversation when nobody accepts, and their name for the line. */
export async function keeper(write: Write, conversation: ConversationRecord) {
  const [place] = await write.tx.select().from(places).where(eq(places.id, conversation.placeId));
  return fallBack(write, conversation, place?.name ?? "");
}

/**
 * Loads and locks a conversation with its pending offer.
 * @throws DomainError "not_found"; "taken" with `{ by }` when somebody accepted it; "conflict" when it ended otherwise
 */
export async function loadPending(
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
    throw new DomainError("taken", "acceptedFirst", { by: winner?.name ?? "" });
  }
  throw new DomainError("conflict", "offerOver");
}

/** Ends the pending offer of a locked conversation: row, line and event. */
export async function endOffer(
  write: Write,
  conversation: ConversationRecord,
  ending: Ending,
  line: SystemLine,
  touch: { assigneeId: Id | null; placeId?: Id },
  reason: string | null = null,
): Promise<void> {
  await settleOffer(write, conversation.offerId, ending, reason);
  const { seq } = await appendItem(write, conversation.id, { kind: "system", system: line }, { ...touch, ...NO_OFFER });
  write.emit(`offer.${ending}`, { conversationId: conversation.id, seqs: [seq], was: placementOf(conversation) });
}
