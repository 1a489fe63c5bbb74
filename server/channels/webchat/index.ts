import type { Channel } from "@/server/contract/channel";
import { WebchatConfig } from "@/server/contract/settings";
import { bearer, unsafeVisitor, verifyVisitorToken } from "@/server/lib/visitor-token";
import { messages } from "./messages";
import { parse } from "./parse";

/** Our own widget. Messages come in with the visitor's token; replies are fetched over the widget's socket. */
export const webchat: Channel<WebchatConfig> = {
  kind: "webchat",
  messages,
  icon: "globe",
  identityKind: "visitor",
  reach: "endpoint",
  addressFormat: "text",
  capabilities: {
    attachments: true,
    maxLength: 4000,
    replyWindowHours: null,
    outboundFirst: false,
    consent: null,
    segments: false,
  },
  settings: {
    account: { name: "account" },
    fields: [
      { name: "greeting", type: "text" },
      { name: "identitySecret", type: "secret" },
    ],
  },
  config: WebchatConfig,
  calledBy: "visitor",
  maxBodyBytes: 64 * 1024,
  accountOf: (raw) => unsafeVisitor(bearer(raw.headers.authorization) ?? "")?.account ?? null,
  verify: async (raw) => (await verifyVisitorToken(bearer(raw.headers.authorization) ?? "")) !== null,
  parse,
  accepted: () => ({
    status: 202,
    headers: { "content-type": "application/json" },
    body: '{"accepted":true}',
  }),
  // Storing the item delivers it, because the widget's socket reads it. Our `messageId` serves as the provider's id.
  send: async (message) => ({ externalId: message.messageId, status: "sent" }),
};
