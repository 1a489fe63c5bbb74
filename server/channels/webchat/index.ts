import type { Channel } from "@/server/contract/channel";
import { WebchatConfig } from "@/server/contract/settings";
import { bearer, unsafeVisitor, verifyVisitorToken } from "@/server/lib/visitor-token";
import { parse } from "./parse";

/** Our own widget. Messages come in with the visitor's token; what we answer is fetched over the widget's socket. */
export const webchat: Channel<WebchatConfig> = {
  kind: "webchat",
  label: "Web chat",
  icon: "M3 3h18v14H9l-6 5V3Zm4 5v2h10V8H7Zm0 4v2h7v-2H7Z",
  config: WebchatConfig,
  identityKind: "visitor",
  capabilities: { attachments: true, maxLength: 4000, maxBodyBytes: 64 * 1024, consent: null },
  accountOf: (raw) => unsafeVisitor(bearer(raw.headers.authorization) ?? "")?.account ?? null,
  verify: async (raw) => (await verifyVisitorToken(bearer(raw.headers.authorization) ?? "")) !== null,
  parse,
  accepted: { status: 202, headers: { "content-type": "application/json" }, body: '{"accepted":true}' },
  // The item itself is the delivery: the widget's socket reads it. `messageId` is ours, so it serves as the provider's.
  send: async (message) => ({ externalId: message.messageId, status: "sent" }),
};
