import type { Locale } from "@/messages/catalog";
import type { ChannelMessages } from "@/server/contract/channel-descriptor";

export const messages: Record<Locale, ChannelMessages> = {
  en: {
    label: "Web chat",
    address: { label: "Site key", hint: "The public key in the site's script tag" },
    account: { label: "Shop", hint: "A short name of your own, for example web-shop" },
    fields: {
      greeting: { label: "Greeting", hint: "What the chat says first" },
      identitySecret: {
        label: "Identity secret",
        hint: "Your site signs with it who its visitor is. At least 32 characters. Optional",
      },
    },
  },
};
