import type { Locale } from "@/messages/catalog";
import type { ChannelMessages } from "@/server/contract/channel-descriptor";

export const messages: Record<Locale, ChannelMessages> = {
  en: {
    label: "Photogram",
    address: { label: "Page", hint: "The page's number" },
    account: { label: "Page number" },
    fields: {
      accessToken: { label: "Access token" },
      appSecret: { label: "App secret" },
      verifyToken: { label: "Verify token" },
      apiBase: { label: "API address" },
    },
  },
};
