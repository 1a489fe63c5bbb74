import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { conversations, endpoints, inboxEvents, items } from "@/db/schema";
import { channelOf } from "@/server/channels/directory";
import type { InboundStatus } from "@/server/contract/channel";
import type { DeliveryStatus } from "@/server/contract/conversations";
import type { Identity } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import { command, type Write } from "@/server/domain/command";
import { writeLedger } from "@/server/domain/consent/ledger";
import type { Ctx } from "@/server/domain/context";
import { log } from "@/server/lib/log";
import { cleanText } from "@/server/lib/text";
import { appendConsentLine } from "../opt-out/apply-keyword";
import { lockConversation } from "../record/load-conversation";
import { contradicts, laterStatus } from "./delivery-order";
import { updateReplyState } from "./reply-state";

type ItemRecord = typeof items.$inferSelect;
type Report = InboundStatus & { connectionId: Id };

/**
 * Applies a provider's delivery report. Any order and repetition ends in the same state; a report about an attempt that was
 * retried since changes nothing.
 * @returns "unknown" when no message of this connection matches
 */
export async function recordDelivery(
  ctx: Ctx,
  { connectionId }: { connectionId: Id },
  status: InboundStatus,
): Promise<{ outcome: "applied" | "ignored" | "unknown" }> {
  return record(ctx, { ...status, connectionId });
}

const record = command(
  z.custom<Report>(),
  async (write, reported): Promise<{ outcome: "applied" | "ignored" | "unknown" }> => {
    const item = await findItem(write.tx, reported);
    if (!item?.deliveryStatus) return { outcome: "unknown" };
    if (await isOfEarlierAttempt(write.tx, item, reported)) return { outcome: "ignored" };
    if (contradicts(item.deliveryStatus, reported.status)) {
      log.warn({
        alert: "delivery_contradiction",
        itemId: item.id,
        known: item.deliveryStatus,
        reported: reported.status,
      });
    }
    const changed = await applyStatus(write, item, reported.status, {
      externalId: reported.externalId,
      error: reported.error,
    });
    return { outcome: changed ? "applied" : "ignored" };
  },
);

/** Only through the connection that sent it, so that an account cannot settle another's messages. */
function itemsMeant(tx: Tx, { connectionId, messageId, externalId }: Report) {
  const which = messageId ? eq(items.id, messageId) : eq(items.externalId, cleanText(externalId));
  return tx
    .select({ item: items })
    .from(items)
    .innerJoin(endpoints, and(eq(endpoints.id, items.endpointId), eq(endpoints.connectionId, connectionId)))
    .where(and(which, eq(items.direction, "out")))
    .limit(1);
}

/** Takes the item's lock. For a failure, which changes the conversation, it first takes the conversation's. */
async function findItem(tx: Tx, reported: Report): Promise<ItemRecord | undefined> {
  if (reported.status === "failed") {
    const [found] = await itemsMeant(tx, reported);
    if (found) await lockConversation(tx, found.item.conversationId);
  }
  const [row] = await itemsMeant(tx, reported).for("update", { of: items });
  return row?.item;
}

/** A retry records the provider id of the earlier attempt (`noteSuperseded`); reports under that id are outdated. */
async function isOfEarlierAttempt(tx: Tx, item: ItemRecord, reported: Report): Promise<boolean> {
  if (item.externalId === reported.externalId) return false;
  if (item.externalId !== null) return true;
  const [old] = await tx
    .select({ id: inboxEvents.eventId })
    .from(inboxEvents)
    .where(
      and(
        eq(inboxEvents.connection, reported.connectionId),
        eq(inboxEvents.eventId, supersededKey(reported.externalId)),
      ),
    );
  return old !== undefined;
}

/** Records that reports under this provider id are about an earlier attempt. */
export async function noteSuperseded(tx: Tx, { endpointId, externalId }: ItemRecord): Promise<void> {
  if (!endpointId || !externalId) return;
  const [endpoint] = await tx.select().from(endpoints).where(eq(endpoints.id, endpointId));
  if (!endpoint) return;
  const row = { connection: endpoint.connectionId, eventId: supersededKey(externalId), kind: "status" };
  await tx
    .insert(inboxEvents)
    .values({ ...row, state: "stale" })
    .onConflictDoNothing();
}

export const supersededKey = (externalId: string): string => `superseded:${cleanText(externalId)}`;

/**
 * Moves an item, locked by the caller, to the later of its status and the reported one. For a failure, after which the reply no
 * longer counts as an answer, the caller also holds the conversation's lock.
 * @returns whether anything changed
 */
export async function applyStatus(
  write: Write,
  item: ItemRecord,
  reported: DeliveryStatus,
  report: { externalId?: string | null; error: string | null },
): Promise<boolean> {
  const { tx, emit } = write;
  const status = laterStatus(item.deliveryStatus ?? "queued", reported);
  const externalId = item.externalId ?? (report.externalId ? cleanText(report.externalId) : null);
  if (status === item.deliveryStatus && externalId === item.externalId) return false;
  const says = report.error === null ? null : cleanText(report.error).slice(0, 300);
  const deliveryError = status === reported ? says : status === item.deliveryStatus ? item.deliveryError : null;
  await tx
    .update(items)
    .set({ deliveryStatus: status, deliveryError, externalId, version: sql`${items.version} + 1` })
    .where(eq(items.id, item.id));
  if (status === "failed" && item.deliveryStatus !== "failed") await updateReplyState(write, item.conversationId);
  emit("message.updated", { conversationId: item.conversationId, seqs: [item.seq] });
  return true;
}

/** Adds an opt-out that only the provider knew to our ledger. */
export async function recordProviderOptOut(write: Write, item: ItemRecord): Promise<void> {
  const identity = { kind: item.contactKind, scope: item.contactScope, value: item.contactValue } as Identity;
  const consent = item.channel === null ? null : channelOf(item.channel)?.capabilities.consent;
  if (!consent) return;
  log.warn({ alert: "consent_disagreement", itemId: item.id });
  const { changed } = await writeLedger(write, {
    identity,
    ...consent,
    action: "revoke",
    basis: "provider",
    source: item.channel ?? "provider",
    sourceRef: item.id,
    capturedText: null,
    capturedAt: write.now,
  });
  if (!changed) return;
  const [row] = await write.tx
    .select({ customerId: conversations.customerId })
    .from(conversations)
    .where(eq(conversations.id, item.conversationId));
  if (row)
    await appendConsentLine(
      write,
      { conversationId: item.conversationId, customerId: row.customerId },
      "revoke",
      consent,
    );
}
