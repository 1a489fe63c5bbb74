import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PaymentError } from "@/server/contract/payments";
import { load } from "@/server/lib/env";
import { KEPT_ALIVE } from "@/tests/kept-alive";
import { openPayments, signedPayments } from "./open-payments";

const SECRET = `whsec_${Buffer.alloc(32, "p").toString("base64")}`;
const CARD = { number: "4242424242424242", expiry: "0731", code: "987" };
const CONTEXT = {
  ...{ entryId: "e1", callId: "c1", conversationId: "v1", customerId: "m1", placeId: "p1", userId: "u1" },
};
const TAKEN = { outcome: "taken", reference: "card_81", brand: "Visa", last4: "4242" };

let server: Server;
let url: string;
let answer: (res: ServerResponse) => void;
let asked: { method: string; headers: IncomingHttpHeaders; body: string }[];
beforeEach(async () => {
  asked = [];
  server = createServer(KEPT_ALIVE, async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    asked.push({ method: req.method ?? "", headers: req.headers, body: Buffer.concat(chunks).toString() });
    answer(res);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cards`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const json = (body: unknown, status = 200) => {
  answer = (res) =>
    res
      .writeHead(status, { "content-type": "application/json" })
      .end(typeof body === "string" ? body : JSON.stringify(body));
};
const take = (timeoutMs = 5000) => signedPayments({ url, secret: SECRET, timeoutMs }).take(CARD, CONTEXT);
/** No part of a card is in an error. */
async function fails(outcome: PaymentError["outcome"], timeoutMs?: number): Promise<void> {
  const error = await take(timeoutMs).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(PaymentError);
  expect(error).toMatchObject({ outcome });
  const { message, stack, reason } = error as PaymentError;
  for (const text of [message, stack, reason]) expect(text).not.toMatch(/4242|0731|987/);
}

test("a card is sent once, signed as webhooks are, and its reference comes back", async () => {
  json({ ...TAKEN, more: "ignored" });
  expect(await take()).toEqual(TAKEN);
  expect(asked).toHaveLength(1);
  const [{ method, headers, body }] = asked as [(typeof asked)[number]];
  expect([method, headers["webhook-id"], headers["content-type"]]).toEqual(["POST", "card_e1", "application/json"]);
  expect(new Webhook(SECRET).verify(body, headers as Record<string, string>)).toEqual({
    ...{ type: "card.entered", id: "e1", callId: "c1", conversationId: "v1" },
    ...{ customerId: "m1", placeId: "p1", userId: "u1" },
    card: { number: "4242424242424242", expiryMonth: "07", expiryYear: "2031", securityCode: "987" },
  });
});

test.each([
  ["The card has expired.", "The card has expired."],
  ["  over\nits limit ", "over its limit"],
  [null, null],
  [undefined, null],
  ["Over its limit: try 2 times", "Over its limit: try 2 times"],
  ["Card 4242 4242 4242 4242 was refused", null],
  ["CVV 987 does not match", null],
  ["The date 07/31 is not its own", null],
  ["Not valid in 7-31", null],
  ["CVV ９８７ does not match", null],
])("a refusal comes with its reason, unless that could hold a card: %j", async (reason, shown) => {
  json({ outcome: "declined", reason });
  expect(await take()).toEqual({ outcome: "declined", reason: shown });
});

test.each([400, 401, 404, 422, 302])("a service that refuses the request with %i has no card", async (status) => {
  json({}, status);
  await fails("unreachable");
});

test.each([500, 503])("after an answer with %i nobody knows whether it has the card", async (status) => {
  json({}, status);
  await fails("unknown");
});

test.each([
  ["no JSON 4242424242424242"],
  [{}],
  [{ ...TAKEN, last4: "424242" }],
  [{ ...TAKEN, last4: "4243" }],
  [{ ...TAKEN, reference: "4242-4242-4242-4242" }],
  [{ ...TAKEN, brand: "4242424242424242" }],
])("nor after an answer that does not fit, is about another card, or repeats the card: %j", async (body) => {
  json(body);
  await fails("unknown");
});

test("nor when the service takes too long or breaks off; a service that is not there has no card", async () => {
  answer = () => {};
  await fails("unknown", 100);
  answer = (res) => res.destroy();
  await fails("unknown");
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await fails("unreachable");
});

test("there is one only where the operator has connected it, over TLS", () => {
  const env = (more: Record<string, string>) => load({ NODE_ENV: "test", SECRET: "s".repeat(32), ...more });
  expect(openPayments(env({}))).toBeNull();
  const connected = { PAYMENT_URL: "https://pay.example.test/cards", PAYMENT_SECRET: SECRET };
  expect(openPayments(env(connected))).not.toBeNull();
  expect(openPayments(env({ ...connected, PAYMENT_URL: url }))).not.toBeNull();
  for (const [name, value] of Object.entries(connected))
    expect(() => env({ [name]: value })).toThrow("PAYMENT_URL and PAYMENT_SECRET are needed together");
  for (const PAYMENT_URL of ["http://pay.example.test/cards", "http://10.0.0.7/cards"])
    expect(() => env({ ...connected, PAYMENT_URL })).toThrow("PAYMENT_URL must begin with https:");
  expect(() => env({ ...connected, PAYMENT_SECRET: "secret" })).toThrow("PAYMENT_SECRET");
});
