import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { inboxEvents } from "@/db/schema";
import type { InboundMessage } from "@/server/contract/channel";
import type { Id } from "@/server/contract/ids";
import { keywordIn } from "@/server/domain/consent/keywords";
import { storeOptOut } from "@/server/domain/consent/store-opt-out";
import type { Ctx } from "@/server/domain/context";
import { normalizeIdentity } from "@/server/domain/text/normalize";
import { cleanText } from "@/server/lib/text";
import type { Received, ReceivingConnection } from "./arrival";
import { receiveMessage } from "./receive-message";

/**
 * Receives a customer's message from a webhook or from reconciliation. A STOP first waits for texts to this customer that are
 * in flight; other messages do not wait.
 * @returns and throws as `receiveMessage`
 */
export async function receiveInbound(
  ctx: Ctx,
  connection: ReceivingConnection,
  inbound: InboundMessage,
): Promise<Received> {
  const receive = () => receiveMessage(ctx, connection, inbound);
  const isOptOut = connection.consentKeywords && keywordIn(inbound.text)?.action === "revoke";
  if (!isOptOut) return receive();
  const { connectionId } = connection;
  const optOut = {
    key: `${connectionId} ${cleanText(inbound.externalId)}`,
    store: receive,
    isStored: (tx: Tx) => isKnown(tx, connectionId, inbound.externalId),
  };
  return storeOptOut(ctx.db, [normalizeIdentity(inbound.from)], optOut);
}

async function isKnown(tx: Tx, connectionId: Id, externalId: string): Promise<boolean> {
  const same = and(eq(inboxEvents.connection, connectionId), eq(inboxEvents.eventId, cleanText(externalId)));
  const [row] = await tx.select({ id: inboxEvents.eventId }).from(inboxEvents).where(same);
  return row !== undefined;
}
