import type { Channel } from "@/server/contract/channel";
import { twilioSms } from "./twilio-sms";
import { webchat } from "./webchat";

/** Any channel, seen from a room that does not know its configuration: `checkedConfig` makes what it is given fit. */
export type AnyChannel = Channel<unknown>;

const register = <Config>(channel: Channel<Config>): AnyChannel => channel as unknown as AnyChannel;
const channels: readonly AnyChannel[] = [register(twilioSms), register(webchat)];
const byKind = new Map(channels.map((channel) => [channel.kind, channel]));

export const allChannels = (): readonly AnyChannel[] => channels;
export const channelOf = (kind: string): AnyChannel | null => byKind.get(kind) ?? null;

/** A connection's configuration as its channel checks it, or null when it does not fit (nothing is then believed or sent). */
export function checkedConfig(channel: AnyChannel, config: unknown): unknown {
  const parsed = channel.config.safeParse(config);
  return parsed.success ? parsed.data : null;
}

/** What this connection's messages have to do with consent, as its channel and configuration say. */
export const keywordRules = (channel: AnyChannel, config: unknown) => ({
  consentKeywords: channel.capabilities.consent === "sms",
  answersKeywords: (config as { answersKeywords?: unknown }).answersKeywords === true,
});
