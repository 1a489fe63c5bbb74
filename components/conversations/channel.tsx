import { Globe, type LucideIcon, MessageSquareText, MessagesSquare } from "lucide-react";

const KNOWN: Record<string, { label: string; icon: LucideIcon }> = {
  "twilio-sms": { label: "SMS", icon: MessageSquareText },
  sms: { label: "SMS", icon: MessageSquareText },
  webchat: { label: "Web chat", icon: Globe },
};

export const CHANNELS = ["twilio-sms", "webchat"] as const;
export const channelLabel = (channel: string): string => KNOWN[channel]?.label ?? channel;
/** SMS is billed and cut in segments; other channels are not. */
export const isSms = (channel: string): boolean => channelLabel(channel) === "SMS";

export function ChannelIcon({ channel, className }: { channel: string; className?: string }) {
  const Icon = KNOWN[channel]?.icon ?? MessagesSquare;
  return <Icon role="img" aria-label={channelLabel(channel)} className={className} strokeWidth={2} />;
}
