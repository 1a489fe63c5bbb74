import { uuidv7 } from "uuidv7";
import type { InboundMessage } from "@/server/contract/channel";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { type Keyword, keywordIn } from "@/server/domain/consent/keywords";
import type { LeftContact } from "@/server/domain/customers/left-contact";
import type { Caller } from "@/server/domain/customers/resolve-customer";
import { normalizeIdentity } from "@/server/domain/text/normalize";
import { cleanText, oneLine } from "@/server/lib/text";
import { previewOf } from "../record/preview";

/** The connection that a message came through, and its channel's properties. */
export type ReceivingConnection = {
  connectionId: Id;
  /** Whether the channel needs consent, so that STOP, START and HELP are applied. */
  consentKeywords?: boolean;
  /** Whether we answer them; false when the provider does. */
  answersKeywords?: boolean;
};

export type Received = { outcome: "applied" | "duplicate"; conversationId: Id; seq: number };

/** A message, validated and normalized before any transaction. */
export type Arrival = Caller & {
  connectionId: Id;
  externalId: string;
  to: string;
  text: string;
  preview: string;
  attachments: { url: string; mime: string; name: string }[];
  attachmentIds: Id[];
  at: Date;
  itemId: Id;
  /** The widget's own id of the message, so that it recognizes its echo. */
  clientMessageId: Id | null;
  /** As typed; validated later, when the place and its country are known. */
  leftContact: string | null;
  /** The same contact, once it is validated. */
  checkedContact: LeftContact | null;
  keyword: Keyword | null;
  answersKeywords: boolean;
};

/** A message that is about to be stored. */
export type Unstored = { arrival: Arrival; placeId: Id };
/** A message that has just been stored, in the same transaction. */
export type Stored = Unstored & { endpointId: Id; channel: string; customerId: Id; conversationId: Id; seq: number };

const MAX_TEXT = 10_000;
const UUID_AT_END = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The deduplication key of a provider's message, accepted only once. */
export const eventKey = ({ connectionId, externalId }: Arrival): string => `${connectionId} ${externalId}`;

/** @throws DomainError "invalid" */
export function toArrival(connection: ReceivingConnection, inbound: InboundMessage, now: Date): Arrival {
  const text = cleanText(inbound.text);
  const files = inbound.attachments.length + (inbound.attachmentIds?.length ?? 0);
  const externalId = cleanText(inbound.externalId);
  if (text.trim() === "" && files === 0) throw new DomainError("invalid", "messageEmpty");
  if (text.length > MAX_TEXT || externalId.length > 200 || externalId === "") throw new DomainError("invalid");
  const from = normalizeIdentity(inbound.from);
  return {
    connectionId: connection.connectionId,
    externalId,
    from,
    alsoKnownAs: inbound.alsoKnownAs.map((one) => normalizeIdentity(one)),
    displayName: inbound.displayName === null ? null : oneLine(cleanText(inbound.displayName), 80) || null,
    to: cleanText(inbound.to),
    text,
    preview: previewOf(text, files),
    attachments: inbound.attachments.map(({ url, mime, name }) => ({
      url: cleanText(url),
      mime: cleanText(mime),
      name: oneLine(cleanText(name), 120),
    })),
    attachmentIds: [...new Set(inbound.attachmentIds ?? [])],
    at: inbound.at > now ? now : inbound.at,
    itemId: uuidv7(),
    clientMessageId: from.kind === "visitor" ? (UUID_AT_END.exec(externalId)?.[0] ?? null) : null,
    leftContact: inbound.leftContact || null,
    checkedContact: null,
    keyword: connection.consentKeywords ? keywordIn(text) : null,
    answersKeywords: connection.answersKeywords ?? false,
  };
}
