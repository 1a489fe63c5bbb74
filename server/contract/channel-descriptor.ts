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

/** One input of a channel's settings form. `name` is a key of its configuration. */
export type ChannelSettingsField = {
  name: string;
  label: string;
  hint?: string;
  /** A `secret` can be set but is never shown. */
  type: "text" | "secret" | "switch";
  required?: boolean;
};

/** A channel as data: everything that screens and rules need to know about it. Other code refers to it by `kind`. */
export type ChannelDescriptor = {
  /** URL segment of its webhooks, and the `channel` of its items. */
  readonly kind: string;
  readonly label: string;
  readonly icon: ChannelIconName;
  /** The kind of address customers have here. */
  readonly identityKind: IdentityKind;
  /** `place`: every endpoint of a place reaches the customer. `endpoint`: only the one they wrote to. */
  readonly reach: "place" | "endpoint";
  /** The address that customers write to: its label and format. */
  readonly address: { label: string; hint: string; format: "phone" | "text" };
  readonly capabilities: ChannelCapabilities;
  /** The settings form of a connection. `account` identifies it at the provider and is also a key of the configuration. */
  readonly settings: {
    account: { name: string; label: string; hint?: string };
    fields: readonly ChannelSettingsField[];
  };
};
