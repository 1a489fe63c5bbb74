import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { attachments, items } from "@/db/schema";
import { deliveryFailure } from "@/server/contract/channel";
import { HELD_FOR_OPT_OUT } from "@/server/contract/constants";
import { DELIVERY, type DeliveryStatus } from "@/server/contract/conversations";
import type { Identity } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import { Id } from "@/server/contract/ids";
import { command, type Write } from "@/server/domain/command";
import { allowSend, isConfirmation } from "@/server/domain/consent/gate";
import { holdState } from "@/server/domain/consent/send-holds";
import { activeEndpoint } from "@/server/domain/settings/active-endpoints";
import { nextPublicSeq } from "../record/allocate-seq";
import { lockConversation } from "../record/load-conversation";
import { laterStatus } from "./delivery-order";
import { quietUntil } from "./quiet-hours";
import { applyStatus, noteSuperseded, recordProviderOptOut } from "./record-delivery";
import { updateReplyState } from "./reply-state";

/** A provider call that takes longer than this was cut off: whether it was sent is unknown. */
const STALE_MS = 30_000;
/** The delay until an opt-out has normally been stored. If storing failed, a scheduled job retries each minute. */
const HELD_MS = 2000;

/** One message that is now being sent, and everything the channel needs for it. */
export type ClaimedDelivery = {
  itemId: Id;
  conversationId: Id;
  attempt: number;
  channel: string;
  connectionId: Id;
  /** The endpoint's address. */
  from: string;
  to: Identity;
  text: string;
  attachments: { id: Id; name: string; mime: string }[];
  /** When consent was checked, by this process's monotonic clock (ms): the call must begin soon after, or not at all. */
  checkedAt: number;
};
type ItemRecord = typeof items.$inferSelect;
const identityOf = ({ contactKind, contactScope, contactValue }: ItemRecord): Identity =>
  ({ kind: contactKind, scope: contactScope, value: contactValue }) as Identity;

/**
 * Takes the oldest queued message of a conversation and marks it `sending`, committed before any provider is called. Only one
 * is in flight per conversation, so messages are sent in order. Consent is checked again: a message queued before a STOP fails
 * here.
 * @returns null when nothing is queued, when another worker has one in flight, or while its author can take the message back, an
 * opt-out is being stored or quiet hours last (then a retry is enqueued)
 */
export const claimNextDelivery = command(
  z.strictObject({ conversationId: Id }),
  async (write, { conversationId }): Promise<ClaimedDelivery | null> => {
    const { tx, now } = write;
    const conversation = await lockConversation(tx, conversationId);
    if (!conversation) return null;
    const waiting = await tx
      .select()
      .from(items)
      .where(and(eq(items.conversationId, conversationId), sql`${items.deliveryStatus} in ('queued', 'sending')`))
      .orderBy(asc(items.seq))
      .for("update");
    for (const item of waiting.filter((one) => one.deliveryStatus === "sending")) {
      const since = item.attemptStartedAt?.getTime() ?? 0;
      if (now.getTime() - since < STALE_MS) {
        write.enqueue("deliver-messages", { conversationId }, new Date(since + STALE_MS + 1000));
        return null;
      }
      await applyStatus(write, item, "unknown", { error: NO_ANSWER });
    }
    for (const item of waiting.filter((one) => one.deliveryStatus === "queued")) {
      if (item.sendAt && item.sendAt > now) {
        write.enqueue("deliver-messages", { conversationId }, item.sendAt);
        return null;
      }
      const quiet = await quietUntil(write, conversation, item.channel);
      if (quiet && !(await isConfirmation(tx, item.consentEventId))) {
        write.enqueue("deliver-messages", { conversationId }, quiet);
        return null;
      }
      const verdict = await checkSendAllowed(write, item);
      const claimed = verdict === "yes" ? await start(write, item) : null;
      if (claimed) return claimed;
      if (verdict === "fresh" || verdict === "overdue") await showHeld(write, item);
      if (verdict === "fresh") {
        write.enqueue("deliver-messages", { conversationId }, new Date(now.getTime() + HELD_MS));
        return null;
      }
    }
    return null;
  },
);

const NO_ANSWER = "The provider did not answer: the message may have been sent.";

/**
 * The second consent check. A message that may no longer be sent fails with the reason. From here until it is settled the
 * message is `sending`, which an opt-out waits for.
 * @returns "fresh" while an opt-out is being stored; "overdue" when storing it failed: messages to other addresses may be sent
 */
async function checkSendAllowed(write: Write, item: ItemRecord): Promise<"yes" | "no" | "fresh" | "overdue"> {
  if (await isConfirmation(write.tx, item.consentEventId)) return "yes";
  const to = identityOf(item);
  const hold = await holdState(write.tx, to);
  if (hold !== "none") return hold;
  try {
    await allowSend(write.tx, { ...to, scope: item.contactScope, channel: item.channel });
    return "yes";
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await applyStatus(write, item, "failed", { error: deliveryFailure("optedOut") });
    return "no";
  }
}

/** Stores on the message, once, why it is not sent yet. Sending or refusing it replaces that. */
async function showHeld({ tx, emit }: Write, item: ItemRecord): Promise<void> {
  if (item.deliveryError === HELD_FOR_OPT_OUT) return;
  await tx
    .update(items)
    .set({ deliveryError: HELD_FOR_OPT_OUT, version: sql`${items.version} + 1` })
    .where(eq(items.id, item.id));
  emit("message.updated", { conversationId: item.conversationId, seqs: [item.seq] });
}

/** @returns null when the sending address was removed: the message fails and does not block later ones */
async function start(write: Write, item: ItemRecord): Promise<ClaimedDelivery | null> {
  const { tx, now, emit } = write;
  const checkedAt = performance.now();
  const endpoint = await activeEndpoint(tx, item.endpointId as Id);
  if (!endpoint) {
    await applyStatus(write, item, "failed", { error: deliveryFailure("endpointRemoved") });
    return null;
  }
  await tx
    .update(items)
    .set({
      deliveryStatus: "sending",
      attemptStartedAt: now,
      deliveryError: null,
      // Until now its author could take it back, so the customer did not see it.
      ...(item.publicSeq === null && { publicSeq: await nextPublicSeq(tx, item.conversationId) }),
      version: sql`${items.version} + 1`,
    })
    .where(eq(items.id, item.id));
  emit("message.updated", { conversationId: item.conversationId, seqs: [item.seq] });
  const files = await tx
    .select({ id: attachments.id, name: attachments.name, mime: attachments.mime })
    .from(attachments)
    .where(inArray(attachments.itemId, [item.id]))
    .orderBy(asc(attachments.position));
  return {
    itemId: item.id,
    conversationId: item.conversationId,
    attempt: item.attempt,
    channel: endpoint.channel,
    connectionId: endpoint.connectionId,
    from: endpoint.address,
    to: identityOf(item),
    text: item.body,
    attachments: files,
    checkedAt,
  };
}

const Settle = z.strictObject({
  itemId: Id,
  attempt: z.number().int(),
  result: z.discriminatedUnion("outcome", [
    z.strictObject({ outcome: z.literal("accepted"), externalId: z.string().max(200), status: z.enum(DELIVERY) }),
    z.strictObject({ outcome: z.literal("failed"), error: z.string(), optedOut: z.boolean().default(false) }),
    /** It may have been sent, so a callback or a person decides; it is never retried automatically. */
    z.strictObject({ outcome: z.literal("unknown"), error: z.string() }),
    /** Definitely not sent: back to the queue, as a new attempt. */
    z.strictObject({ outcome: z.literal("requeued"), error: z.string() }),
  ]),
});

/**
 * Records the result of a claimed delivery's provider call. A status callback may have come first; the later status wins.
 * @returns the message's status; unchanged when the attempt is not the current one
 */
export const settleDelivery = command(Settle, async (write, { itemId, attempt, result }): Promise<DeliveryStatus> => {
  if (result.outcome === "failed" || (result.outcome === "accepted" && result.status === "failed")) {
    // The conversation's summary changes too, so its lock is taken before the item's.
    const [found] = await write.tx.select().from(items).where(eq(items.id, itemId));
    if (found) await lockConversation(write.tx, found.conversationId);
  }
  const [item] = await write.tx.select().from(items).where(eq(items.id, itemId)).for("update");
  if (!item?.deliveryStatus) throw new DomainError("not_found");
  if (item.attempt !== attempt) return item.deliveryStatus;
  if (result.outcome === "requeued") return requeue(write, item, result.error);
  if (result.outcome === "accepted") {
    // A message that the provider has accepted counts as sent, whatever the provider calls its own queue.
    const reported = laterStatus("sent", result.status);
    await applyStatus(write, item, reported, { externalId: result.externalId, error: null });
    return laterStatus(item.deliveryStatus, reported);
  }
  await applyStatus(write, item, result.outcome, { error: result.error });
  if (result.outcome === "failed" && result.optedOut) await recordProviderOptOut(write, item);
  return laterStatus(item.deliveryStatus, result.outcome);
});

async function requeue(write: Write, item: ItemRecord, error: string): Promise<DeliveryStatus> {
  if (item.deliveryStatus !== "sending") return item.deliveryStatus as DeliveryStatus;
  await queueAgain(write, item, error);
  return "queued";
}

/**
 * Queues a new attempt of a message; reports about the old one are ignored from now on. A failed reply counts as an answer
 * again.
 */
export async function queueAgain(write: Write, item: ItemRecord, error: string | null): Promise<void> {
  const { tx, emit } = write;
  await noteSuperseded(tx, item);
  await tx
    .update(items)
    .set({
      deliveryStatus: "queued",
      deliveryError: error,
      attempt: item.attempt + 1,
      attemptStartedAt: null,
      externalId: null,
      version: sql`${items.version} + 1`,
    })
    .where(eq(items.id, item.id));
  if (item.deliveryStatus === "failed") await updateReplyState(write, item.conversationId);
  emit("message.updated", { conversationId: item.conversationId, seqs: [item.seq] });
}
