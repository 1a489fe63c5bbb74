import { ChannelError, type Outbound } from "@/server/contract/channel";
import { OutboundError, outbound } from "@/server/lib/outbound";
import type { PhotogramConfig } from "./types";

/** @throws ChannelError */
export async function send(message: Outbound, { apiBase, accessToken, pageId }: PhotogramConfig) {
  try {
    const answer = await outbound({
      method: "POST",
      url: new URL(`/${pageId}/messages`, apiBase),
      headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
      body: JSON.stringify({ to: message.to.value, text: message.text, item: message.messageId }),
      timeoutMs: 5000,
      leaveBy: message.leaveBy,
      maxBytes: 10_000,
    });
    if (answer.status >= 400) throw new ChannelError("rejected", "accountRefused");
    return { externalId: JSON.parse(answer.body.toString("utf8")).id as string, status: "sent" as const };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    throw new ChannelError(error.mayHaveArrived ? "unknown" : "unavailable", "noAnswer");
  }
}
