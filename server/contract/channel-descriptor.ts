import type { IdentityKind } from "./customers";

/** Icons a channel can name. `components/ui/channel-icon.tsx` draws each. */
export const CHANNEL_ICONS = ["camera", "globe", "mail", "message-circle", "message-square", "phone", "store"] as const;
export type ChannelIconName = (typeof CHANNEL_ICONS)[number];

/** A consent of the ledger. Its `channel` is shared by the channels that customers see as one, such as all text messages. */
export type ChannelConsent = { channel: string; purpose: "service" | "marketing" | "survey" };

export type ChannelCapabilities = {
  /** Files can be sent. */
  attachments: boolean;
  /** Characters of one message, counted as JavaScript counts them; null without a limit of its own. */
  maxLength: number | null;
  /** Hours after the customer's last message in which a reply may be sent; null at any time. */
  replyWindowHours: number | null;
  /** A message may be sent to a customer who never wrote here. */
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
  /** A `secret` is written, and never read back. */
  type: "text" | "secret" | "switch";
  required?: boolean;
};

/** A channel as data: everything screens and rules need of it. `kind` names it everywhere else. */
export type ChannelDescriptor = {
  /** URL segment of its webhooks, and the `channel` of its items. */
  readonly kind: string;
  readonly label: string;
  readonly icon: ChannelIconName;
  /** The kind of address customers have here. */
  readonly identityKind: IdentityKind;
  /** `place`: every endpoint of a place reaches the customer. `endpoint`: only the one they wrote to. */
  readonly reach: "place" | "endpoint";
  /** The address customers write to: what it is called, and how it is written. */
  readonly address: { label: string; hint: string; format: "phone" | "text" };
  readonly capabilities: ChannelCapabilities;
  /** How a connection is set up on screen. `account` names it at the provider, and is also a key of the configuration. */
  readonly settings: {
    account: { name: string; label: string; hint?: string };
    fields: readonly ChannelSettingsField[];
  };
};
