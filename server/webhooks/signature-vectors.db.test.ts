import crypto from "node:crypto";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { getExpectedBodyHash, getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Db } from "@/db/client";
import { makePlace, SYSTEM } from "@/db/factories";
import { channelOf } from "@/server/channels/directory";
import type { RawRequest } from "@/server/contract/channel";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { saveConnection } from "@/server/domain/settings/connections";
import { saveEndpoint } from "@/server/domain/settings/endpoints";
import { sendAnswer } from "@/server/http/handler";
import { answerWebhook } from "@/server/http/webhooks";
import { freshDb } from "@/tests/db";
import { receiveWebhook } from "./receive";

/* The 24 vectors of a provider's signature: an accepted request is stored once; a refused one leaves no row and no job. */

const TOKEN = "a".repeat(32);
const NEXT = "b".repeat(32);
const ACCOUNT = `AC${"1".repeat(32)}`;
const PUBLIC = "https://shop.example";
const PATH = "/api/webhooks/twilio-sms";
const OURS = "+12065550110";
type Pair = [string, string];

let db: Db;
let outcomes: string[];
const ctx = () => createCtx({ db, actor: SYSTEM, now: () => new Date() });
const connect = (config: object, account = ACCOUNT) =>
  saveConnection(ctx(), { kind: "twilio-sms", account, label: "SMS", config: { accountSid: account, ...config } });

beforeEach(async () => {
  ({ db } = await freshDb());
  outcomes = [];
  const connection = await connect({ authToken: TOKEN });
  const place = await makePlace(db);
  await saveEndpoint(ctx(), { connectionId: connection.id, address: OURS, label: "texts", placeId: place.id });
});

const sms = (more: Pair[] = []): Pair[] => [
  ["MessageSid", "SM1"],
  ["AccountSid", ACCOUNT],
  ["From", "+12065550199"],
  ["To", OURS],
  ["Body", "Hello"],
  ["NumMedia", "0"],
  ...more,
];
const form = (pairs: Pair[]) => new URLSearchParams(pairs).toString();
const grouped = (pairs: Pair[]) => {
  const params: Record<string, string | string[]> = {};
  for (const [name, value] of pairs) params[name] = name in params ? [params[name] as string, value].flat() : value;
  return params;
};
type Sent = {
  pairs?: Pair[];
  url?: string;
  signedUrl?: string;
  signedPairs?: Pair[];
  token?: string;
  headers?: Record<string, string>;
};

function twilio({
  pairs = sms(),
  url = PUBLIC + PATH,
  signedUrl = url,
  signedPairs = pairs,
  token = TOKEN,
  headers = {},
}: Sent = {}): RawRequest {
  return {
    method: "POST",
    url,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-twilio-signature": getExpectedTwilioSignature(token, signedUrl, grouped(signedPairs)),
      ...headers,
    },
    body: Buffer.from(form(pairs)),
  };
}

const receive = (raw: RawRequest, limitMs = 60_000) =>
  receiveWebhook("twilio-sms", raw, { ctx: ctx(), limitMs, count: (_, outcome) => outcomes.push(outcome) });
async function rows() {
  const { rows: found } = (await db.execute(sql`
    select (select count(*)::int from items where kind = 'message') as messages,
      (select count(*)::int from items) + (select count(*)::int from events where type <> 'endpoint.changed') + (select count(*)::int from jobs)
      + (select count(*)::int from inbox_events) + (select count(*)::int from customers) as everything`)) as unknown as {
    rows: { messages: number; everything: number }[];
  };
  return found[0] as { messages: number; everything: number };
}
async function isBelieved(raw: RawRequest) {
  expect(await receive(raw)).toEqual({ status: 200, headers: { "content-type": "text/xml" }, body: "<Response/>" });
  expect((await rows()).messages).toBe(1);
  expect(outcomes).toEqual(["accepted"]);
}
async function isRefused(raw: RawRequest) {
  expect((await receive(raw)).status).toBe(403);
  expect((await rows()).everything).toBe(0);
  expect(outcomes).toEqual(["unsigned"]);
}

describe("signature vectors", () => {
  it("1 a valid form is stored once, however often it is repeated", async () => {
    await isBelieved(twilio());
    for (let i = 0; i < 3; i++) expect((await receive(twilio())).status).toBe(200);
    expect((await rows()).messages).toBe(1);
  });
  it("2 a missing signature", () => isRefused({ ...twilio(), headers: {} }));
  it("3 an empty signature", () => isRefused(twilio({ headers: { "x-twilio-signature": "" } })));
  it("4 another token", () => isRefused(twilio({ token: NEXT })));
  it("5 a changed body", () => isRefused({ ...twilio(), body: Buffer.from(form(sms()).replace("Hello", "Hullo")) }));
  it("6 a parameter added", () => isRefused(twilio({ pairs: sms([["ForceDelivery", "1"]]), signedPairs: sms() })));
  it("7 a parameter removed", () => isRefused(twilio({ pairs: sms(), signedPairs: sms([["FromZip", "98101"]]) })));
  it("8 a blank value is part of what is signed", async () => {
    await isBelieved(
      twilio({
        pairs: sms([
          ["FromCity", ""],
          ["FromZip", ""],
        ]),
      }),
    );
  });
  it("8b and a missing blank value is detected", () =>
    isRefused(
      twilio({
        pairs: sms(),
        signedPairs: sms([
          ["FromZip", ""],
          ["X", "y"],
        ]),
      }),
    ));
  it("9 a name sent twice is signed with both values", () =>
    isBelieved(
      twilio({
        pairs: sms([
          ["Tag", "b"],
          ["Tag", "a"],
        ]),
      }),
    ));
  it("9b and a missing one of them is detected", () =>
    isRefused(
      twilio({
        pairs: sms([["Tag", "a"]]),
        signedPairs: sms([
          ["Tag", "b"],
          ["Tag", "a"],
        ]),
      }),
    ));
  it("10 whitespace is kept", () => isBelieved(twilio({ pairs: sms([["FromCity", "  New\tYork \r\n"]]) })));
  it("11 UTF-8 is kept", () => isBelieved(twilio({ pairs: sms([["FromCity", "Zürich 👋 東京 é"]]) })));
  it("12 the query is taken as it was sent", () => isBelieved(twilio({ url: `${PUBLIC}${PATH}?b=2&a=%27x%27&c=d+e` })));
  it("12b and another order or encoding is refused", () =>
    isRefused(twilio({ url: `${PUBLIC}${PATH}?a=1&b=2`, signedUrl: `${PUBLIC}${PATH}?b=2&a=1` })));
  it("13 an upper-case host in the configured URL is the same host", async () => {
    await isBelieved(twilio({ url: `https://SHOP.Example${PATH}`, signedUrl: PUBLIC + PATH }));
  });
  it("14 the default port, written or not, is the same", async () => {
    await isBelieved(twilio({ url: `https://shop.example:443${PATH}`, signedUrl: PUBLIC + PATH }));
    expect((await receive(twilio({ signedUrl: `https://shop.example:443${PATH}` }))).status).toBe(200);
  });
  it("14b and another port is not", () => isRefused(twilio({ signedUrl: `https://shop.example:8443${PATH}` })));
  it("15 what was signed for http is not for https", () =>
    isRefused(twilio({ signedUrl: `http://shop.example${PATH}` })));
  it("16 forged X-Forwarded-*, Host and a full URL in the request line have no effect", async () => {
    const signature = (url: string) => getExpectedTwilioSignature(TOKEN, url, grouped(sms()));
    const forged = {
      host: "evil.example",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "http",
      "x-original-url": "/x",
      forwarded: "host=evil.example",
    };
    expect(await throughHttp(forged, signature(`http://evil.example${PATH}`))).toBe(403);
    expect((await rows()).everything).toBe(0);
    expect(await throughHttp(forged, signature(PUBLIC + PATH))).toBe(200);
    expect((await rows()).messages).toBe(1);
  });
  it("17 JSON under a signed hash", async () => isBelieved(signedJson(JSON.stringify(Object.fromEntries(sms())))));
  it("18 JSON with another hash is refused", async () => {
    const raw = signedJson(JSON.stringify(Object.fromEntries(sms())));
    await isRefused({ ...raw, body: Buffer.from(raw.body.toString().replace("Hello", "Hullo")) });
  });
  it("18b and a form with the signature of an empty body is refused", () =>
    isRefused({
      ...signedJson(""),
      headers: { ...signedJson("").headers, "content-type": "application/x-www-form-urlencoded" },
      body: Buffer.from(form(sms())),
    }));
  it("19 a Messaging Service's id is no reason to refuse", () =>
    isBelieved(twilio({ pairs: sms([["MessagingServiceSid", `MG${"3".repeat(32)}`]]) })));
  it("20 a number of ours with an unknown account is refused", async () => {
    const pairs = sms().map(([name, value]): Pair => [name, name === "AccountSid" ? `AC${"9".repeat(32)}` : value]);
    await isRefused(twilio({ pairs }));
  });
  it("21 without a token nothing is accepted, not even a signature with an empty token", async () => {
    await connect({ authToken: "" });
    await isRefused(twilio({ token: "" }));
  });
  it("22 a second token counts only while tokens are being replaced", async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    await connect({ authToken: TOKEN, authTokenNext: NEXT, rotationEndsAt: new Date(Date.now() - 1000).toISOString() });
    await isRefused(twilio({ token: NEXT }));
    outcomes.length = 0;
    await connect({ authToken: TOKEN, authTokenNext: NEXT, rotationEndsAt: inAnHour });
    await isBelieved(twilio({ token: NEXT }));
    expect((await receive(twilio())).status).toBe(200);
  });
  it("23 signatures are compared in constant time", async () => {
    const compare = vi.spyOn(crypto, "timingSafeEqual");
    const wrong = `A${(twilio().headers["x-twilio-signature"] as string).slice(1)}`;
    await isRefused(twilio({ headers: { "x-twilio-signature": wrong } }));
    expect(compare).toHaveBeenCalled();
    compare.mockRestore();
  });
  it("24 nothing is parsed before the signature is verified", async () => {
    const parse = vi.spyOn(channelOf("twilio-sms") as unknown as { parse: () => unknown[] }, "parse");
    await isRefused(twilio({ token: NEXT }));
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
  });
  it("24b more than 64 KB, a compressed body and another method are refused unread", async () => {
    expect((await receive(twilio({ pairs: sms([["X", "x".repeat(64 * 1024)]]) }))).status).toBe(413);
    expect((await receive(twilio({ headers: { "content-encoding": "br" } }))).status).toBe(415);
    expect((await receive({ ...twilio(), method: "PUT" })).status).toBe(405);
    expect((await rows()).everything).toBe(0);
  });
  it("24c a request that is not stored in time is not acknowledged", async () => {
    let letGo = () => {};
    const stuck = new Promise<never>((_, reject) => {
      letGo = () => reject(new Error("the connection was lost"));
    });
    const transaction = vi.spyOn(db, "transaction").mockReturnValue(stuck);
    expect(await receive(twilio({ pairs: sms().with(0, ["MessageSid", "SMlate"]) }), 50)).toMatchObject({
      status: 503,
      headers: { "retry-after": "5" },
    });
    letGo();
    transaction.mockRestore();
    expect(outcomes).toEqual(["late"]);
  });
});

describe("signed requests that still cannot be accepted", () => {
  const to = (number: string) => sms().map(([name, value]): Pair => [name, name === "To" ? number : value]);

  it.each<[number, string, Pair[]]>([
    [404, "a number that is no endpoint of ours", to("+12065550999")],
    [400, "an emergency number as sender", sms().map(([n, v]): Pair => [n, n === "From" ? "911" : v])],
    [400, "a message without an id", sms().slice(1)],
    [400, "nothing said", sms().map(([n, v]): Pair => [n, n === "Body" ? " " : v])],
  ])("answers %i to %s, and stores nothing", async (status, _, pairs) => {
    expect((await receive(twilio({ pairs }))).status).toBe(status);
    expect((await rows()).messages).toBe(0);
    expect(outcomes).toEqual(["refused"]);
  });

  it("a report about an unknown message is accepted and changes nothing", async () => {
    const pairs: Pair[] = [...sms().slice(1, 2), ["MessageSid", "SM9"], ["MessageStatus", "delivered"]];
    expect((await receive(twilio({ pairs }))).status).toBe(200);
    expect((await rows()).everything).toBe(0);
  });
});

function signedJson(body: string): RawRequest {
  const url = `${PUBLIC}${PATH}?bodySHA256=${getExpectedBodyHash(body)}`;
  return {
    method: "POST",
    url,
    headers: { "content-type": "application/json", "x-twilio-signature": getExpectedTwilioSignature(TOKEN, url, {}) },
    body: Buffer.from(body),
  };
}

async function throughHttp(headers: Record<string, string>, signature: string): Promise<number> {
  const server = createServer(async (req, res) =>
    sendAnswer(res, await answerWebhook(req, "twilio-sms", { ctx: ctx(), publicUrl: PUBLIC })),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await new Promise<number>((resolve, reject) => {
      const type = { "content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature };
      const call = request({
        port: (server.address() as AddressInfo).port,
        method: "POST",
        path: PATH,
        headers: { ...type, ...headers },
      });
      call.on("response", (res) => resolve(res.resume().statusCode ?? 0)).on("error", reject);
      call.end(form(sms()));
    });
  } finally {
    server.close();
  }
}
