import type { Channel } from "@/server/contract/channel";
import { systemClock } from "@/server/lib/clock";
import { readParams, single } from "./form";
import { parse } from "./parse";
import { TwilioConfig } from "./types";

// Twilio's SDK is large, so code that needs it is loaded on first use.
const api = () => import("./api");

/** SMS and MMS. @source Twilio Programmable Messaging, or a service with the same API */
export const twilioSms: Channel<TwilioConfig> = {
  kind: "twilio-sms",
  label: "SMS",
  icon: "message-square",
  identityKind: "phone",
  reach: "place",
  address: { label: "Phone number", hint: "With its country code, for example +1 206 555 0100", format: "phone" },
  capabilities: {
    attachments: true,
    maxLength: 1600,
    replyWindowHours: null,
    outboundFirst: true,
    consent: { channel: "sms", purpose: "service" },
    segments: true,
  },
  settings: {
    account: { name: "accountSid", label: "Account SID", hint: "From the Twilio console. It begins with AC" },
    fields: [
      { name: "authToken", label: "Auth token", type: "secret", required: true },
      { name: "authTokenNext", label: "Next auth token", hint: "Only while tokens are rotated", type: "secret" },
      { name: "messagingServiceSid", label: "Messaging service SID", hint: "Begins with MG. Optional", type: "text" },
      {
        name: "answersKeywords",
        label: "Answer STOP, START and HELP here",
        hint: "Leave it off while Twilio answers them, which is its default",
        type: "switch",
      },
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
  verify: async (raw, config) => (await import("./signature")).isSigned(raw, config, systemClock()),
  parse,
  accepted: () => ({ status: 200, headers: { "content-type": "text/xml" }, body: "<Response/>" }),
  send: async (message, config) => (await api()).send(message, config),
  async *list(since, config) {
    const { list } = await import("./list");
    yield* list(since, config);
  },
  fetchMedia: async (url, config, maxBytes) => (await api()).fetchMedia(url, config, maxBytes),
};
