import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Db } from "@/db/client";
import { makePlace, SYSTEM } from "@/db/factories";
import { openVisitorSession } from "@/server/auth/visitor";
import type { RawResponse } from "@/server/contract/channel";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { saveConnection } from "@/server/domain/settings/connections";
import { saveEndpoint } from "@/server/domain/settings/endpoints";
import { log } from "@/server/lib/log";
import { freshDb } from "@/tests/db";
import { receiveIngest } from "./ingest";
import { receiveWebhook } from "./receive";

/* For any request, signed or not: a status below 500, and no log line that repeats its content. */

const TOKEN = "a".repeat(32);
const ACCOUNT = `AC${"1".repeat(32)}`;
const URL_SMS = "https://shop.example/api/webhooks/twilio-sms";
const SECRET = `whsec_${Buffer.from("k".repeat(32)).toString("base64")}`;
const RUNS = { numRuns: 60 };
let db: Db;
let visitorToken: string;
const ctx = () => createCtx({ db, actor: SYSTEM, now: () => new Date() });

beforeAll(async () => {
  ({ db } = await freshDb());
  const place = await makePlace(db);
  const config = { accountSid: ACCOUNT, authToken: TOKEN };
  const sms = await saveConnection(ctx(), { kind: "twilio-sms", account: ACCOUNT, label: "SMS", config });
  const chat = await saveConnection(ctx(), { kind: "webchat", account: "shop", label: "Chat", config: {} });
  const at = { label: "here", placeId: place.id };
  await saveEndpoint(ctx(), { ...at, connectionId: sms.id, address: "+12065550110" });
  await saveEndpoint(ctx(), { ...at, connectionId: chat.id, address: "pk_shop" });
  ({ token: visitorToken } = await openVisitorSession(db, { key: "pk_shop" }));
});
afterEach(() => vi.restoreAllMocks());

const odd = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "",
    "\0",
    "\ud800",
    "+1",
    "+12065550110",
    "911",
    "STOP",
    "' or 1=1 --",
    "__proto__",
    "9".repeat(300),
    "\u202e",
    "NaN",
  ),
);
const orUsual = (usual: string) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: odd });

async function isCalm(run: () => Promise<RawResponse>) {
  const lines: unknown[][] = [];
  for (const level of ["info", "warn", "error"] as const)
    vi.spyOn(log, level).mockImplementation(((...args: unknown[]) => void lines.push(args)) as never);
  const said = await run();
  expect(said.status).toBeLessThan(500);
  expect(JSON.stringify(lines)).not.toContain("secret words");
}

describe("any body", () => {
  it("unsigned, to every endpoint", () =>
    fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom("twilio-sms", "webchat", "nothing", "__proto__"),
        odd,
        async (bytes, kind, header) => {
          const headers = { "x-twilio-signature": header, authorization: `Bearer ${header}`, "content-type": header };
          const raw = { method: "POST", url: URL_SMS, headers, body: Buffer.from(bytes) };
          await isCalm(() => receiveWebhook(kind, raw, { ctx: ctx(), limitMs: 60_000 }));
          await isCalm(() => receiveIngest(raw, { ctx: ctx(), secrets: [{ source: "till", secret: SECRET }] }));
        },
      ),
      RUNS,
    ));

  it("signed by the SMS provider", () =>
    fc.assert(
      fc.asyncProperty(
        fc.record(
          {
            MessageSid: orUsual("SM1"),
            From: orUsual("+12065550199"),
            To: orUsual("+12065550110"),
            Body: orUsual("secret words"),
            NumMedia: fc.constantFrom("0", "1", "-1", "1e9", "x"),
            MediaUrl0: orUsual("https://api.twilio.com/x"),
            MediaContentType0: orUsual("image/png"),
            MessageStatus: fc.constantFrom("received", "sent", "delivered", "odd", "__proto__"),
            ErrorCode: odd,
          },
          { requiredKeys: [] },
        ),
        orUsual("0193a000-0000-7000-8000-000000000001"),
        async (params, message) => {
          const url = `${URL_SMS}?message=${encodeURIComponent(message.toWellFormed())}`;
          const body = new URLSearchParams({ ...params, AccountSid: ACCOUNT }).toString();
          const decoded = Object.fromEntries(new URLSearchParams(body));
          const headers = { "x-twilio-signature": getExpectedTwilioSignature(TOKEN, url, decoded) };
          const raw = { method: "POST", url, headers, body: Buffer.from(body) };
          await isCalm(() => receiveWebhook("twilio-sms", raw, { ctx: ctx(), limitMs: 60_000 }));
        },
      ),
      RUNS,
    ));

  it("of a visitor", () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc
            .record(
              {
                clientMessageId: orUsual("0193a000-0000-7000-8000-000000000001"),
                text: orUsual("secret words"),
                attachmentIds: fc.oneof(
                  fc.constant([]),
                  fc.array(orUsual("0193a000-0000-7000-8000-000000000002"), { maxLength: 7 }),
                ),
                name: fc.oneof(odd, fc.constant(null)),
                contact: odd,
              },
              { requiredKeys: ["clientMessageId"] },
            )
            .map((body) => JSON.stringify(body)),
        ),
        async (body) => {
          const headers = { authorization: `Bearer ${visitorToken}`, "content-type": "application/json" };
          const raw = {
            method: "POST",
            url: "https://shop.example/api/webhooks/webchat",
            headers,
            body: Buffer.from(body),
          };
          await isCalm(() => receiveWebhook("webchat", raw, { ctx: ctx(), limitMs: 60_000 }));
        },
      ),
      RUNS,
    ));

  it("signed by the shop's system", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.jsonValue(),
            fc.record(
              {
                specversion: orUsual("1.0"),
                id: fc.string({ unit: "binary", maxLength: 20 }),
                source: orUsual("/till"),
                type: orUsual("retail.sku.changed.v1"),
                subject: odd,
                time: orUsual("2026-11-22T09:00:00Z"),
                sequence: fc.oneof(fc.integer(), fc.double(), odd),
                data: fc.oneof(
                  fc.jsonValue(),
                  fc.record({ code: odd, title: odd, gtin: odd, options: fc.dictionary(odd, odd, { maxKeys: 3 }) }),
                ),
              },
              { requiredKeys: ["id"] },
            ),
          ),
          { maxLength: 5 },
        ),
        async (events) => {
          const body = JSON.stringify(events);
          const at = new Date();
          const headers = {
            "content-type": "application/cloudevents-batch+json",
            "webhook-id": "msg_1",
            "webhook-timestamp": `${Math.floor(at.getTime() / 1000)}`,
            "webhook-signature": new Webhook(SECRET).sign("msg_1", at, body),
          };
          const raw = { method: "POST", url: "https://shop.example/api/ingest", headers, body: Buffer.from(body) };
          await isCalm(() => receiveIngest(raw, { ctx: ctx(), secrets: [{ source: "till", secret: SECRET }] }));
        },
      ),
      RUNS,
    ));
});
