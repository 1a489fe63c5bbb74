import twilio from "twilio";
import { ChannelError, type Outbound } from "@/server/contract/channel";
import type { DeliveryStatus } from "@/server/contract/conversations";
import { OutboundError, outbound } from "@/server/lib/outbound";
import { TWILIO_API } from "@/server/twilio/account";
import { basicAuthorization, isOnHost, twilioClient } from "@/server/twilio/client";
import { refusal } from "./codes";
import { deliveryOf } from "./parse";
import type { TwilioConfig } from "./types";

const TIMEOUT_MS = 15_000;
/** Where Twilio's own API redirects a media request to. */
const TWILIO_MEDIA_HOSTS = new Set(["mms.twiliocdn.com", "media.twiliocdn.com"]);

/** Sends one message. @throws ChannelError */
export async function send(
  message: Outbound,
  config: TwilioConfig,
): Promise<{ externalId: string; status: DeliveryStatus }> {
  if (!config.authToken) throw new ChannelError("rejected", "noToken");
  try {
    const sent = await clientOf(config, message.leaveBy).messages.create({
      from: message.from,
      to: message.to.value,
      body: message.text,
      statusCallback: message.statusCallback,
      ...(message.mediaUrls.length > 0 ? { mediaUrl: message.mediaUrls } : {}),
      ...(config.messagingServiceSid ? { messagingServiceSid: config.messagingServiceSid } : {}),
    });
    if (!sent.sid) throw new ChannelError("unknown", "notUnderstood");
    return { externalId: sent.sid, status: deliveryOf(sent.status) ?? "queued" };
  } catch (error) {
    throw toChannelError(error);
  }
}

export const clientOf = (config: TwilioConfig, leaveBy?: number): twilio.Twilio =>
  twilioClient(config, { timeoutMs: TIMEOUT_MS, leaveBy });

export function toChannelError(error: unknown): ChannelError {
  if (error instanceof ChannelError) return error;
  if (error instanceof twilio.RestException)
    return refusal(error.status, error.code === undefined ? null : `${error.code}`);
  if (error instanceof OutboundError && !error.mayHaveArrived)
    return new ChannelError("unavailable", "providerUnreachable");
  return new ChannelError("unknown", "noAnswer");
}

/**
 * Fetches one file of an inbound message with the account's credentials, from the connection's own API only. Twilio's API
 * answers with a redirect to its media host, which is followed once and without credentials; no other redirect is.
 * @throws ChannelError "rejected" for an address or a file that is not allowed, "unavailable" when it may work later
 */
export async function fetchMedia(
  address: string,
  config: TwilioConfig,
  maxBytes: number,
): Promise<Buffer<ArrayBuffer>> {
  const url = parseUrl(address);
  if (!url || !isOnHost(url, config.apiBase)) throw new ChannelError("rejected", "fileElsewhere");
  const first = await get(url, maxBytes, { authorization: basicAuthorization(config.accountSid, config.authToken) });
  if (first.status === 200) return first.body;
  const target = first.headers.location ? parseUrl(first.headers.location, url) : null;
  const known = target?.protocol === "https:" && target.port === "" && TWILIO_MEDIA_HOSTS.has(target.hostname);
  if (config.apiBase === TWILIO_API && first.status >= 300 && first.status < 400 && target && known) {
    const second = await get(target, maxBytes, {});
    if (second.status === 200) return second.body;
    throw new ChannelError(second.status >= 500 ? "unavailable" : "rejected", "noFile");
  }
  const later = first.status >= 500 || first.status === 429;
  throw new ChannelError(later ? "unavailable" : "rejected", "noFile");
}

const parseUrl = (address: string, base?: URL): URL | null =>
  !/[\s\\]/.test(address) && URL.canParse(address, base?.href) ? new URL(address, base) : null;

async function get(url: URL, maxBytes: number, headers: Record<string, string>) {
  try {
    return await outbound({ method: "GET", url, headers, timeoutMs: TIMEOUT_MS, maxBytes });
  } catch (error) {
    const final = error instanceof OutboundError && (error.reason === "too_large" || error.reason === "encoding");
    throw new ChannelError(final ? "rejected" : "unavailable", "noFile");
  }
}
