import type { InboundMessage } from "@/server/contract/channel";
import { keywordIn } from "../consent/keywords";
import { optingOut } from "../consent/opting-out";
import type { Ctx } from "../context";
import { normaliseIdentity } from "../customers/normalise";
import type { Received, ReceivingConnection } from "./arrival";
import { receiveMessage } from "./receive-message";

/**
 * What every way in calls with a customer's message: the webhook, and the comparison with the provider's list. STOP first
 * lets the texts to this customer that are on their way come back; nothing else waits.
 * @returns and throws as `receiveMessage`
 */
export async function receiveInbound(
  ctx: Ctx,
  connection: ReceivingConnection,
  inbound: InboundMessage,
): Promise<Received> {
  const receive = () => receiveMessage(ctx, connection, inbound);
  const isOptOut = connection.consentKeywords && keywordIn(inbound.text)?.action === "revoke";
  return isOptOut ? optingOut(ctx.db, [normaliseIdentity(inbound.from)], receive) : receive();
}
