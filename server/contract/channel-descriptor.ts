import type { IdentityKind } from "./customers";

/** Icons a channel can name. `components/ui/channel-icon.tsx` draws each. */
export const CHANNEL_ICONS = ["camera", "globe", "mail", "message-circle", "message-square", "phone", "store"] as const;
export type ChannelIconName = (typeof CHANNEL_ICONS)[number];

/** A consent in the ledger. Channels that customers see as one, such as all text messages, share its `channel`. */
export type ChannelConsent = { channel: string; purpose: "service" | "marketing" | "survey" };

export type ChannelCapabilities = {
  /** Files can be sent. */
  attachments: boolean;
  /** Characters of one message, counted as JavaScript counts them; null without a limit of its own. */
  maxLength: number | null;
  /** Hours after the customer's last message in which a reply may be sent; null at any time. */
  replyWindowHours: number | null;
  /** A message may be sent to a customer who never wrote on this channel. */
  outboundFirst: boolean;
  /** The consent a message needs; STOP, START and HELP then change it. Null when none is needed. */
  consent: ChannelConsent | null;
  /** Texts are cut and billed in SMS segments. */
  segments: boolean;
};

/** The text of one input, as plain sentences. */
type FieldMessages = { label: string; hint?: string };
/** What a channel is called and what its forms say, in one language; `fields` by the names of its settings' fields. */
export type ChannelMessages = {
  label: string;
  /** The address customers write to. */
  address: FieldMessages;
  /** What names a connection at the provider. */
  account: FieldMessages;
  fields: Readonly<Record<string, FieldMessages>>;
};

/** One input of a channel's settings form. `name` is a key of its configuration, and of its messages. */
export type ChannelSettingsField = {
  name: string;
  /** A `secret` can be set but is never shown. */
  type: "text" | "secret" | "switch";
  required?: boolean;
};

/** A channel as data: everything that screens and rules need to know about it. Other code refers to it by `kind`. */
export type ChannelDescriptor = {
  /** URL segment of its webhooks, and the `channel` of its items. */
  readonly kind: string;
  /** In the reader's language. */
  readonly messages: ChannelMessages;
  readonly icon: ChannelIconName;
  /** The kind of address customers have here. */
  readonly identityKind: IdentityKind;
  /** `place`: every endpoint of a place reaches the customer. `endpoint`: only the one they wrote to. */
  readonly reach: "place" | "endpoint";
  /** The format of the address that customers write to. */
  readonly addressFormat: "phone" | "text";
  readonly capabilities: ChannelCapabilities;
  /** The settings form of a connection. `account` identifies it at the provider and is also a key of the configuration. */
  readonly settings: {
    account: { name: string };
    fields: readonly ChannelSettingsField[];
  };
};
