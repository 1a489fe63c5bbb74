import type { Locale } from "@/messages/catalog";
import type { Channel } from "@/server/contract/channel";
import type { ChannelDescriptor } from "@/server/contract/channel-descriptor";
import * as registry from "./registry";

/** A channel for code that does not know its configuration; `checkedConfig` validates a stored one. */
export type AnyChannel = Channel<unknown>;

const byKind = new Map<string, AnyChannel>();

/**
 * Adds a channel to this process. Those of the registry are added already; tests add theirs.
 * @returns a function that removes it
 * @throws Error when its kind is taken
 */
export function addChannel<Config>(channel: Channel<Config>): () => void {
  if (byKind.has(channel.kind)) throw new Error(`there are two channels of the kind ${channel.kind}`);
  byKind.set(channel.kind, channel as unknown as AnyChannel);
  return () => void byKind.delete(channel.kind);
}
for (const channel of Object.values(registry)) addChannel(channel as AnyChannel);

export const allChannels = (): readonly AnyChannel[] => [...byKind.values()];
export const channelOf = (kind: string): AnyChannel | null => byKind.get(kind) ?? null;

/** The channel of our own widget, whose webhooks visitors' browsers post. */
export function widgetChannel(): AnyChannel {
  const found = allChannels().find(({ calledBy }) => calledBy === "visitor");
  if (!found) throw new Error("no channel is the widget's");
  return found;
}

/** The part of a channel that screens receive, in their language. */
export function descriptorOf(channel: AnyChannel, locale: Locale): ChannelDescriptor {
  const { kind, messages, icon, identityKind, reach, addressFormat, capabilities, settings } = channel;
  return { kind, messages: messages[locale], icon, identityKind, reach, addressFormat, capabilities, settings };
}

/** A channel as a refusal names it: by its kind for screens, which say it in their language, and in English for HTTP callers. */
export const inRefusal = ({ kind, messages }: AnyChannel) => ({ channel: messages.en.label, channelKind: kind });

/**
 * Validates a connection's configuration with its channel's schema; null when it is invalid (nothing is then accepted or sent).
 */
export function checkedConfig(channel: AnyChannel, config: unknown): unknown {
  const parsed = channel.config.safeParse(config);
  return parsed.success ? parsed.data : null;
}

/** The consent rules of this connection, from its channel and configuration. */
export const keywordRules = (channel: AnyChannel, config: unknown) => ({
  consentKeywords: channel.capabilities.consent !== null,
  answersKeywords: (config as { answersKeywords?: unknown }).answersKeywords === true,
});
