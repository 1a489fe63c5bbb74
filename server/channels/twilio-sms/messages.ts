import type { Locale } from "@/messages/catalog";
import type { ChannelMessages } from "@/server/contract/channel-descriptor";

export const messages: Record<Locale, ChannelMessages> = {
  en: {
    label: "SMS",
    address: { label: "Phone number", hint: "With its country code, for example +1 206 555 0100" },
    account: { label: "Account SID", hint: "From the Twilio console. It begins with AC" },
    fields: {
      authToken: { label: "Auth token" },
      authTokenNext: { label: "Next auth token", hint: "Only while tokens are rotated" },
      messagingServiceSid: { label: "Messaging service SID", hint: "Begins with MG. Optional" },
      answersKeywords: {
        label: "Answer STOP, START and HELP here",
        hint: "Leave it off while Twilio answers them, which is its default",
      },
    },
  },
};
