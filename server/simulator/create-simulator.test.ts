import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { KEPT_ALIVE } from "@/tests/kept-alive";
import { createSimulator } from "./create-simulator";
import { stepOf } from "./script";
import type { Simulator } from "./types";

const TWILIO = { accountSid: `AC${"a".repeat(32)}`, authToken: "t".repeat(32) };
const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const PUBLIC_URL = "http://shop.test";
const STORE = { code: "101", name: "Pine Street", phone: "+12065550101", widgetKey: "wk" };
const SKU = { code: "S1", title: "Boots", size: "40", priceMinor: 100 };

type Recorded = { url: string; headers: IncomingMessage["headers"]; body: string };
let requests: Recorded[] = [];
let webhooks: Server;
let simulator: Server;
let base = "";
let isStaff = true;
const call = vi.fn(async ({ callId }: { callId: string }) => ({ callId, legId: "leg", token: "token", place: "" }));
let { handle, start } = {} as Simulator;
const listen = async (server: Server) => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

beforeAll(async () => {
  webhooks = createServer(KEPT_ALIVE, async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    requests.push({ url: req.url ?? "", headers: req.headers, body: Buffer.concat(chunks).toString() });
    res.writeHead(req.url?.includes("ingest") ? 202 : 200).end("{}");
  });
  ({ handle, start } = createSimulator({
    publicUrl: PUBLIC_URL,
    loopbackUrl: await listen(webhooks),
    twilio: { ...TWILIO, webhookPath: "/api/webhooks/twilio-sms" },
    ingest: { source: "demo", secret: SECRET },
    identitySecret: "i".repeat(32),
    isStaff: async () => isStaff,
    call,
    ringing: async () => null,
    retailer: () => ({ stores: [STORE], customers: [], skus: [SKU], ordersOf: () => [], orderWith: () => null }),
    onHand: async () => 3,
    stockPlaces: ["101"],
  }));
  simulator = createServer(
    KEPT_ALIVE,
    async (req, res) => void ((await handle(req, res)) || res.writeHead(404).end("next")),
  );
  base = await listen(simulator);
});
afterAll(() => {
  webhooks.close();
  simulator.close();
});
beforeEach(() => {
  requests = [];
  isStaff = true;
});

const act = (name: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${base}/simulator/api/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: PUBLIC_URL, "x-storeline": "1", ...headers },
    body: JSON.stringify(body),
  });
const send = (to: string, password = TWILIO.authToken) =>
  fetch(`${base}/simulator/twilio/2010-04-01/Accounts/${TWILIO.accountSid}/Messages.json`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${TWILIO.accountSid}:${password}`).toString("base64")}` },
    body: new URLSearchParams({
      To: to,
      From: STORE.phone,
      Body: "hi",
      StatusCallback: `${PUBLIC_URL}/api/webhooks/twilio-sms?m=1`,
    }),
  });
const isSigned = ({ url, headers, body }: Recorded) =>
  validateRequest(
    TWILIO.authToken,
    `${headers["x-twilio-signature"]}`,
    PUBLIC_URL + url,
    Object.fromEntries(new URLSearchParams(body)),
  );

test("a phone calls the number of a store, and the page is given the customer's side of the call", async () => {
  const callId = "0190a000-0000-7000-8000-000000000001";
  const answer = await act("call", { callId, phone: "+12065550199", store: "101" });
  expect(await answer.json()).toMatchObject({ callId, legId: "leg", token: "token" });
  expect(call).toHaveBeenCalledWith({ callId, from: "+12065550199", to: STORE.phone });
  expect((await act("call", { callId, phone: "+12065550199", store: "999" })).status).toBe(400);
  isStaff = false;
  expect((await act("call", { callId, phone: "+12065550199", store: "101" })).status).toBe(401);
});

test("a text is a request that Twilio could have signed, for the public address", async () => {
  expect((await act("text", { phone: "+12125550123", store: "101", text: "hello", photo: "zip" })).status).toBe(200);
  expect(requests).toHaveLength(1);
  expect(isSigned(requests[0] as Recorded)).toBe(true);
  expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toMatchObject({
    To: STORE.phone,
    Body: "hello",
    NumMedia: "1",
  });
});

test("a sale is a signed, absolute stock level, with a sequence that only grows", async () => {
  for (let i = 0; i < 2; i++) expect((await act("buy", { sku: "S1", store: "101" })).status).toBe(200);
  const events = requests.map(({ headers, body }) =>
    new Webhook(SECRET).verify(body, headers as Record<string, string>),
  );
  expect(events[0]).toMatchObject({
    type: "retail.stock.level.changed.v1",
    data: { sku: "S1", place: "101", onHand: 2 },
  });
  const [first, second] = events as { sequence: number }[];
  expect(second?.sequence).toBeGreaterThan(first?.sequence ?? 0);
});

test("while it runs, its systems confirm their facts through the signed endpoint, unless confirmations are switched off", async () => {
  const stop = start();
  await vi.waitFor(() => expect(requests).toHaveLength(2), 60_000);
  const events = () =>
    requests.map(({ headers, body }) => new Webhook(SECRET).verify(body, headers as Record<string, string>));
  expect(events()).toMatchObject([
    { type: "retail.feed.confirmed.v1", data: { stream: "stock", place: "101" }, time: expect.any(String) },
    { type: "retail.feed.confirmed.v1", data: { stream: "orders" } },
  ]);
  expect((await act("systems", { answer: false })).status).toBe(200);
  expect(await (await fetch(`${base}/simulator/api/state`)).json()).toMatchObject({ systemsAnswer: false });
  expect(requests).toHaveLength(2);
  expect((await act("systems", { answer: true })).status).toBe(200);
  expect(requests).toHaveLength(4);
  stop();
});

test("a message we send is queued, sent and delivered, each reported by a signed callback", async () => {
  const answer = await send("+12125550123");
  expect(answer.status).toBe(201);
  expect(await answer.json()).toMatchObject({ status: "queued", to: "+12125550123" });
  await vi.waitFor(() => expect(requests).toHaveLength(2), 60_000);
  expect(requests.every(isSigned)).toBe(true);
  expect(requests.map(({ body }) => new URLSearchParams(body).get("MessageStatus"))).toEqual(["sent", "delivered"]);
});

test("numbers that end in 0198 are unreachable, in 0199 have opted out", async () => {
  await send("+12125550198");
  await vi.waitFor(() => expect(requests).toHaveLength(2), 60_000);
  expect(new URLSearchParams(requests[1]?.body).get("ErrorCode")).toBe("30003");
  const refused = await send("+12125550199");
  expect([refused.status, ((await refused.json()) as { code: number }).code]).toEqual([400, 21610]);
});

test("requests without the account's token, a session, the header or our origin are refused", async () => {
  expect((await send("+12125550123", "wrong")).status).toBe(401);
  const text = { phone: "+12125550123", store: "101", text: "hello" };
  expect((await act("text", text, { "x-storeline": "0" })).status).toBe(403);
  expect((await act("text", text, { origin: "http://evil.test" })).status).toBe(403);
  isStaff = false;
  expect((await act("text", text)).status).toBe(401);
  expect((await fetch(`${base}/simulator/shop?store=101`)).status).toBe(401);
  expect(requests).toEqual([]);
});

test("invalid input is refused with a sentence, and other paths are not the simulator's", async () => {
  expect((await act("text", { phone: "911", store: "101", text: "x" })).status).toBe(400);
  expect((await act("text", { phone: "+12125550123", store: "nowhere", text: "x" })).status).toBe(400);
  expect((await fetch(`${base}/simulator`)).status).toBe(404);
  expect(await (await fetch(`${base}/simulator`)).text()).toBe("next");
});

test("the same seed plays the same day", () => {
  const size = { customers: 50, stores: 7, skus: ["a", "b", "c"] };
  const day = (seed: number) => JSON.stringify(Array.from({ length: 200 }, (_, n) => stepOf(seed, n, size)));
  expect(day(1)).toBe(day(1));
  expect(day(1)).not.toBe(day(2));
});
