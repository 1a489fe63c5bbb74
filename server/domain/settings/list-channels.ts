import { allChannels, descriptorOf } from "@/server/channels/directory";
import type { ChannelDescriptor } from "@/server/contract/channel-descriptor";

/** Every channel this product has, as data for screens: labels, icons, limits and settings forms. Nothing in it is secret. */
export const listChannels = (): ChannelDescriptor[] => allChannels().map(descriptorOf);
