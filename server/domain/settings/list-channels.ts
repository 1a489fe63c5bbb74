import { type Locale, WORKSPACE_LOCALE } from "@/messages/catalog";
import { allChannels, descriptorOf } from "@/server/channels/directory";
import type { ChannelDescriptor } from "@/server/contract/channel-descriptor";

/** Every channel this product has, as data for screens: names, icons, limits and settings forms. Nothing in it is secret. */
export const listChannels = (locale: Locale = WORKSPACE_LOCALE): ChannelDescriptor[] =>
  allChannels().map((channel) => descriptorOf(channel, locale));
