import { z } from "zod";
import type { Inbound, InboundMessage, InboundStatus, RawRequest } from "@/server/contract/channel";
import type { DeliveryStatus } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import { systemClock } from "@/server/lib/clock";
import { cleanText } from "@/server/lib/text";
import { type Params, readParams, single } from "@/server/twilio/form";
import { explain } from "./codes";

export const MAX_MEDIA = 10;
export const Sid = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
const MediaUrl = z.url({ protocol: /^https?$/ }).max(1000);

const STATUS: Record<string, DeliveryStatus> = {
  accepted: "queued",
  scheduled: "queued",
  queued: "queued",
  sending: "sending",
  sent: "sent",
  delivered: "delivered",
  partially_delivered: "delivered",
  read: "read",
  undelivered: "failed",
  failed: "failed",
  canceled: "failed",
};
/** Maps Twilio's message status to ours; null for a status that sent messages never have. */
export const deliveryOf = (status: string): DeliveryStatus | null =>
  Object.hasOwn(STATUS, status) ? (STATUS[status] as DeliveryStatus) : null;

/** A status callback or an inbound message. @throws DomainError "invalid" */
export function parse(raw: RawRequest): Inbound[] {
  const params = readParams(raw);
  const sid = Sid.safeParse(single(params, "MessageSid") ?? single(params, "SmsSid"));
  if (!sid.success) throw new DomainError("invalid", "noMessageSid");
  const status = single(params, "MessageStatus");
  if (status !== undefined && status !== "received" && status !== "receiving")
    return parseStatus(raw, params, sid.data, status);
  return [parseMessage(params, sid.data)];
}

function parseStatus(raw: RawRequest, params: Params, externalId: string, said: string): InboundStatus[] {
  const status = deliveryOf(said);
  // An unknown status is ignored; an error response would only make Twilio repeat it.
  if (!status) return [];
  const carried = z.uuid().safeParse(new URL(raw.url).searchParams.get("message"));
  const error = status === "failed" ? explain(single(params, "ErrorCode") ?? null) : null;
  return [{ kind: "status", externalId, messageId: carried.success ? carried.data : null, status, error }];
}

function parseMessage(params: Params, externalId: string): InboundMessage {
  const from = single(params, "From")?.trim();
  const to = single(params, "To")?.trim();
  const body = single(params, "Body");
  const attachments = parseMedia(params);
  if (!from || !to || from.length > 64 || to.length > 64) throw new DomainError("invalid", "noFromOrTo");
  if (body === undefined && attachments.length === 0) throw new DomainError("invalid", "noBody");
  return {
    kind: "message",
    externalId,
    from: { kind: "phone", value: cleanText(from) },
    displayName: null,
    to: cleanText(to),
    text: cleanText(body ?? ""),
    attachments,
    alsoKnownAs: [],
    at: systemClock(),
  };
}

function parseMedia(params: Params): InboundMessage["attachments"] {
  const count = Number(single(params, "NumMedia") ?? 0);
  if (!Number.isInteger(count) || count < 0) throw new DomainError("invalid", "badNumMedia");
  return Array.from({ length: Math.min(count, MAX_MEDIA) }, (_, i) => {
    const url = MediaUrl.safeParse(single(params, `MediaUrl${i}`));
    if (!url.success) throw new DomainError("invalid", "noMediaUrl", { index: i });
    const mime = (single(params, `MediaContentType${i}`) ?? "application/octet-stream").slice(0, 100);
    return { url: url.data, mime: cleanText(mime), name: `media-${i + 1}` };
  });
}
