import { createHmac, timingSafeEqual } from "node:crypto";
import type { Channel, RawRequest } from "@/server/contract/channel";
import { send } from "./api";
import { messages } from "./messages";
import { bodyOf, parse } from "./parse";
import { PhotogramConfig } from "./types";

export const SIGNATURE = "x-photogram-signature";
export const sign = (body: Buffer | string, appSecret: string): string =>
  createHmac("sha256", appSecret).update(body).digest("hex");

function isSigned({ headers, body }: RawRequest, { appSecret }: PhotogramConfig): boolean {
  const given = Buffer.from(headers[SIGNATURE] ?? "");
  const right = Buffer.from(sign(body, appSecret));
  return given.length === right.length && timingSafeEqual(given, right);
}

const json = (body: object) => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** A channel that exists for tests: a photo network whose ids belong to one page, with a reply window of a day. */
export const photogram: Channel<PhotogramConfig> = {
  kind: "photogram",
  messages,
  icon: "camera",
  identityKind: "external:photogram",
  reach: "endpoint",
  addressFormat: "text",
  capabilities: {
    attachments: false,
    maxLength: 100,
    replyWindowHours: 24,
    outboundFirst: false,
    consent: { channel: "photogram", purpose: "service" },
    segments: false,
  },
  settings: {
    account: { name: "pageId" },
    fields: [
      { name: "accessToken", type: "secret", required: true },
      { name: "appSecret", type: "secret", required: true },
      { name: "verifyToken", type: "secret" },
      { name: "apiBase", type: "text" },
    ],
  },
  config: PhotogramConfig,
  environment: {
    PHOTOGRAM_PAGE_ID: "pageId",
    PHOTOGRAM_ACCESS_TOKEN: "accessToken",
    PHOTOGRAM_APP_SECRET: "appSecret",
  },
  calledBy: "provider",
  maxBodyBytes: 4096,
  accountOf: (raw) => bodyOf(raw)?.page ?? null,
  verify: isSigned,
  parse,
  accepted: (_raw, inbound) => json({ received: inbound.length }),
  challenge({ url }, configs) {
    const { searchParams } = new URL(url);
    const token = searchParams.get("hub.verify_token");
    if (!configs.some(({ verifyToken }) => verifyToken !== undefined && verifyToken === token)) return null;
    return { status: 200, headers: { "content-type": "text/plain" }, body: searchParams.get("hub.challenge") ?? "" };
  },
  send,
};
