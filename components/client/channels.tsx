"use client";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { NamedIcon } from "@/components/ui/named-icon";
import type { ChannelDescriptor } from "@/server/contract/channel-descriptor";

/** The channels of this product, as the server describes them. */
export type Channels = {
  all: readonly ChannelDescriptor[];
  /** Null for a channel that was removed from the product; history still refers to it. */
  of(kind: string | null): ChannelDescriptor | null;
  /** The label of a channel, or of the consent that several channels share. */
  labelOf(name: string): string;
};

export function makeChannels(all: readonly ChannelDescriptor[]): Channels {
  const of = (kind: string | null) => all.find((one) => one.kind === kind) ?? null;
  const byConsent = (name: string) => all.find(({ capabilities }) => capabilities.consent?.channel === name) ?? null;
  return { all, of, labelOf: (name) => (of(name) ?? byConsent(name))?.messages.label ?? name };
}

const ChannelsContext = createContext<Channels>(makeChannels([]));
export const useChannels = (): Channels => useContext(ChannelsContext);

/** @param channels `settings.channels`, loaded with the workspace; they change only with a new version */
export function ChannelsProvider({
  channels,
  children,
}: {
  channels: readonly ChannelDescriptor[];
  children: ReactNode;
}) {
  const value = useMemo(() => makeChannels(channels), [channels]);
  return <ChannelsContext value={value}>{children}</ChannelsContext>;
}

export function ChannelIcon({ channel, className }: { channel: string; className?: string }) {
  const channels = useChannels();
  return (
    <NamedIcon name={channels.of(channel)?.icon ?? null} label={channels.labelOf(channel)} className={className} />
  );
}
