import { and, eq } from "drizzle-orm";
import { items } from "@/db/schema";
import { type MessageItem, RetryMessage } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import { command } from "@/server/domain/command";
import { allowSend } from "@/server/domain/consent/gate";
import { queueAgain } from "../delivery/claim-delivery";
import { checkQuietHours } from "../delivery/quiet-hours";
import { loadConversation } from "../record/load-conversation";
import { itemAt } from "../record/replayed";
import { checkStillReachable } from "./reply-destinations";

/**
 * Queues a failed message as a new attempt, after checking consent again. A second tap while it is in flight changes nothing.
 * @throws DomainError "conflict" when it has not failed (an `unknown` one may have arrived and cannot be retried); "invalid"
 * when the address no longer belongs to the customer, or the endpoint was removed; "consent" after an opt-out or at night;
 * "not_found" when not visible
 */
export const retryMessage = command(RetryMessage, async (write, { conversationId, itemId }): Promise<MessageItem> => {
  const { tx, actor, now } = write;
  const conversation = await loadConversation(tx, actor, conversationId, { lock: true });
  const inThis = and(eq(items.id, itemId), eq(items.conversationId, conversationId), eq(items.direction, "out"));
  const [item] = await tx.select().from(items).where(inThis).for("update");
  if (!item) throw new DomainError("not_found");
  const underWay = item.deliveryStatus === "queued" || item.deliveryStatus === "sending";
  if (!underWay) {
    if (item.deliveryStatus !== "failed") throw new DomainError("conflict", "notFailed");
    await checkStillReachable(tx, conversation, item, now);
    await allowSend(tx, {
      kind: item.contactKind,
      scope: item.contactScope,
      value: item.contactValue,
      channel: item.channel,
    });
    await checkQuietHours(write, conversation, item.channel);
    await queueAgain(write, item, null);
    write.enqueue("deliver-messages", { conversationId });
  }
  return itemAt(tx, actor, "message", conversationId, item.seq);
});
