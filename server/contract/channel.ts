import type { z } from "zod";
import type { Locale } from "@/messages/catalog";
import type { deliveryFailures } from "@/messages/en/delivery-failures";
import type { ChannelDescriptor, ChannelMessages } from "./channel-descriptor";
import type { DeliveryStatus } from "./conversations";
import type { Identity } from "./customers";

/** One HTTP request as it arrived; `body` is the raw bytes, because signatures cover bytes. `url` is the configured public URL plus path and query. */
export type RawRequest = {
  method: string;
  url: string;
  headers: Record<string, string | undefined>;
  body: Buffer;
};
export type RawResponse = { status: number; headers: Record<string, string>; body: string };

/** A message from a customer. `externalId` is the provider's own id: one id is one item. `to` is the endpoint's address. */
export type InboundMessage = {
  kind: "message";
  externalId: string;
  from: Identity;
  /** The name the visitor gave, if the channel knows one. */
  displayName: string | null;
  to: string;
  text: string;
  attachments: { url: string; mime: string; name: string }[];
  /** Files already stored for this conversation's visitor (web chat). */
  attachmentIds?: string[];
  /** A phone number or e-mail address that the visitor left for replies, as typed and unverified. */
  leftContact?: string | null;
  /** Further proven identities of the same person (a signed web chat token). */
  alsoKnownAs: Identity[];
  at: Date;
};
/** A delivery report of a message we sent. `messageId` is our item id when the provider returns it, else null. */
export type InboundStatus = {
  kind: "status";
  externalId: string;
  messageId: string | null;
  status: DeliveryStatus;
  /** @see deliveryFailure */
  error: string | null;
};
export type Inbound = InboundMessage | InboundStatus;

/** A customer's message in the provider's own list. Its files are looked up only when we do not have the message yet. */
export type ListedMessage = Omit<InboundMessage, "attachments"> & {
  /** @throws ChannelError "unavailable" when it may work later */
  readFiles(): Promise<InboundMessage["attachments"]>;
};
/** A message of ours in that list: its status, and the fields to match it when we never received its provider id. */
export type ListedSend = InboundStatus & {
  /** Null when the provider chose the sender. */
  from: string | null;
  to: string;
  text: string;
  /** When the provider accepted it. */
  at: Date;
};

export type Outbound = {
  /** Our item id: the callback URL carries it. */
  messageId: string;
  from: string;
  to: Identity;
  text: string;
  /** Absolute, short-lived, signed URLs the provider may fetch. */
  mediaUrls: string[];
  statusCallback: string;
  /**
   * A time of this process's monotonic clock (ms). A message that has not been sent by then must not be sent: it is
   * `unavailable`.
   */
  leaveBy: number;
};

/** Why a message did not reach the customer: a key of the catalog. */
export type FailureReason = keyof typeof deliveryFailures;
/** The stored and sent form of a reason with the provider's code: "phoneOff:30003". */
export const deliveryFailure = (reason: FailureReason, code: string | null = null): string =>
  code === null ? reason : `${reason}:${code}`;

/** `rejected`: final. `opted_out`: final, and the provider holds an opt-out. `unavailable`: definitely not sent, retry. `unknown`: may have been sent, never retry blindly. */
export class ChannelError extends Error {
  constructor(
    readonly outcome: "rejected" | "opted_out" | "unavailable" | "unknown",
    reason: FailureReason,
    readonly providerCode: string | null = null,
  ) {
    super(deliveryFailure(reason, providerCode));
    this.name = "ChannelError";
  }
}

/** A way customers reach us: stateless, writes nothing. @source the vendor named by `kind` */
export interface Channel<Config> extends Omit<ChannelDescriptor, "messages"> {
  /** Its own catalog: what it is called and what its forms say. */
  readonly messages: Readonly<Record<Locale, ChannelMessages>>;
  readonly config: z.ZodType<Config>;
  /** Environment variables that set up a connection at every start, and the configuration key that each sets. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The caller of its webhooks. A provider is never throttled; a visitor's browser is. */
  readonly calledBy: "provider" | "visitor";
  /** Maximum bytes of one webhook body. */
  readonly maxBodyBytes: number;
  /** The account that the request claims to come from; unproven until `verify`. */
  accountOf(raw: RawRequest): string | null;
  /** @throws never: a malformed request is simply not verified */
  verify(raw: RawRequest, config: Config): boolean | Promise<boolean>;
  /** Pure. @throws DomainError "invalid" */
  parse(raw: RawRequest, config: Config): Inbound[];
  /** The success answer that the provider expects to this request, given after commit. */
  accepted(raw: RawRequest, inbound: readonly Inbound[]): RawResponse;
  /**
   * Answers the GET by which a provider checks that the webhook's URL is ours, before it sends anything.
   * @param configs those of every connection of this kind: the request names no account
   * @returns null when none of them asked for it
   */
  challenge?(raw: RawRequest, configs: readonly Config[]): RawResponse | null;
  /** @throws ChannelError */
  send(message: Outbound, config: Config): Promise<{ externalId: string; status: DeliveryStatus }>;
  /**
   * The provider's own list of messages in both directions since then, page by page, newest first. It includes those of lost
   * webhooks.
   * @throws ChannelError
   */
  list?(since: Date, config: Config): AsyncIterable<(ListedMessage | ListedSend)[]>;
  /** Fetches one attachment of an inbound message, authenticated, at most `maxBytes`. @throws ChannelError */
  fetchMedia?(url: string, config: Config, maxBytes: number): Promise<Buffer<ArrayBuffer>>;
}
