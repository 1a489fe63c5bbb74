import type { Channel } from "@/server/contract/channel";
import { systemClock } from "@/server/lib/clock";
import { readParams, single } from "@/server/twilio/form";
import { messages } from "./messages";
import { parse } from "./parse";
import { TwilioConfig } from "./types";

// Twilio's SDK is large, so code that needs it is loaded on first use.
const api = () => import("./api");

/** SMS and MMS. @source Twilio Programmable Messaging, or a service with the same API */
export const twilioSms: Channel<TwilioConfig> = {
  kind: "twilio-sms",
  messages,
  icon: "message-square",
  identityKind: "phone",
  reach: "place",
  addressFormat: "phone",
  capabilities: {
    attachments: true,
    maxLength: 1600,
    replyWindowHours: null,
    outboundFirst: true,
    consent: { channel: "sms", purpose: "service" },
    segments: true,
  },
  settings: {
    account: { name: "accountSid" },
    fields: [
      { name: "authToken", type: "secret", required: true },
      { name: "authTokenNext", type: "secret" },
      { name: "messagingServiceSid", type: "text" },
      { name: "answersKeywords", type: "switch" },
    ],
  },
  config: TwilioConfig,
  environment: {
    TWILIO_ACCOUNT_SID: "accountSid",
    TWILIO_AUTH_TOKEN: "authToken",
    TWILIO_AUTH_TOKEN_NEXT: "authTokenNext",
    TWILIO_MESSAGING_SERVICE_SID: "messagingServiceSid",
    TWILIO_API_BASE: "apiBase",
  },
  calledBy: "provider",
  maxBodyBytes: 64 * 1024,
  accountOf(raw) {
    try {
      return single(readParams(raw), "AccountSid") ?? null;
    } catch {
      return null;
    }
  },
  verify: async (raw, config) => (await import("@/server/twilio/signature")).isSigned(raw, config, systemClock()),
  parse,
  accepted: () => ({ status: 200, headers: { "content-type": "text/xml" }, body: "<Response/>" }),
  send: async (message, config) => (await api()).send(message, config),
  async *list(since, config) {
    const { list } = await import("./list");
    yield* list(since, config);
  },
  fetchMedia: async (url, config, maxBytes) => (await api()).fetchMedia(url, config, maxBytes),
};
