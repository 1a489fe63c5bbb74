import type { PGlite } from "@electric-sql/pglite";
import { SignJWT } from "jose";
import { Webhook } from "standardwebhooks";
import twilio from "twilio";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCtx } from "@/server/domain/operate/create-ctx";
import type { DbHandle } from "../db/client";
import { makePlace, makeUser, SYSTEM } from "../db/factories";
import { authOptions } from "../server/auth/options";
import { openVisitorSession } from "../server/auth/visitor";
import type { PersonActor } from "../server/contract/team";
import type { Ctx } from "../server/domain/context";
import { deliverMessages } from "../server/domain/conversations/delivery/deliver-messages";
import { receiveMessage } from "../server/domain/conversations/receiving/receive-message";
import { reconcile } from "../server/domain/conversations/reconciliation/reconcile";
import { sendMessage } from "../server/domain/conversations/sending/send-message";
import { purgeJob } from "../server/domain/operate/purge";
import { forgetConnections, saveConnection } from "../server/domain/settings/connections";
import { saveEndpoint } from "../server/domain/settings/endpoints";
import { env } from "../server/lib/env";
import { runJob } from "../server/outbox/run-job";
import { receiveIngest } from "../server/webhooks/ingest";
import { connect, type Client as SocketClient } from "./authz-sockets";
import { freshDb } from "./db";
import { type FakeTwilio, fakeTwilio, says } from "./fake-twilio";
import { openGateway, type TestGateway } from "./gateway";
import { inbound } from "./inbound";
import { jobContext } from "./job-context";
import { CANARIES, findLeaks } from "./leaks";
import { logLines } from "./log-lines";
import { cookieOf, openTestApi, type TestApi } from "./test-api";

/* Every entry point with planted values while its dependencies fail: failures are logged without quoting a value. */

const { phone, email, text, name, password, token } = CANARIES;
const ACCOUNT = `AC${"7".repeat(32)}`;
const SHOP_SECRET = `${token} and enough more for a key`;
const INGEST_SECRET = `whsec_${Buffer.from(`${token} and more`).toString("base64")}`;

let handle: DbHandle;
let ctx: Ctx;
let api: TestApi;
let gateway: TestGateway;
let provider: FakeTwilio;
let ana: PersonActor;
let cookie: string;
let visitor: { token: string };
let smsId: string;
let conversationId: string;

beforeAll(async () => {
  ({ handle } = await freshDb());
  ctx = createCtx({ db: handle.db, actor: SYSTEM, now: () => new Date() });
  provider = await fakeTwilio();
  const place = await makePlace(handle.db);
  const made = await makeUser(handle.db, { placeIds: [place.id], email, name });
  ana = made.actor;
  cookie = await cookieOf(ana);
  const sms = { accountSid: ACCOUNT, authToken: token, apiBase: provider.base };
  smsId = (await saveConnection(ctx, { kind: "twilio-sms", account: ACCOUNT, label: "SMS", config: sms })).id;
  await saveEndpoint(ctx, { connectionId: smsId, address: "+12065550110", label: "SMS", placeId: place.id });
  const config = { identitySecret: SHOP_SECRET };
  const chat = await saveConnection(ctx, { kind: "webchat", account: "shop", label: "Chat", config });
  await saveEndpoint(ctx, { connectionId: chat.id, address: "pk_shop", label: "chat", placeId: place.id });
  visitor = await openVisitorSession(handle.db, { key: "pk_shop" });
  api = await openTestApi(handle);
  gateway = await openGateway(handle);
  const sent = { connectionId: smsId, consentKeywords: true };
  const received = await receiveMessage(ctx, sent, inbound("+12065550110", phone, text));
  conversationId = (received as { conversationId: string }).conversationId;
});
afterAll(async () => {
  await gateway.close();
  await api.close();
  await provider.close();
});

/** Runs while these tables are not there. */
async function without<T>(tables: string[], run: () => Promise<T>): Promise<T> {
  const sql = (statement: string) => (handle.raw as PGlite).exec(statement);
  for (const table of tables) await sql(`alter table ${table} rename to ${table}_away`);
  try {
    return await run();
  } finally {
    for (const table of tables) await sql(`alter table ${table}_away rename to ${table}`);
  }
}

const form = (fields: Record<string, string>) => {
  const params = {
    AccountSid: ACCOUNT,
    MessageSid: `SM${uuidv7().replaceAll("-", "")}`,
    From: phone,
    To: "+12065550110",
    ...fields,
  };
  const url = `${env().PUBLIC_URL}/api/webhooks/twilio-sms`;
  return {
    method: "POST",
    path: "/api/webhooks/twilio-sms",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-twilio-signature": twilio.getExpectedTwilioSignature(token, url, params),
    },
    body: new URLSearchParams(params).toString(),
  };
};
const trpc = (path: string, input: object) =>
  api.ask({ method: "POST", path: `/api/trpc/${path}`, cookie, body: JSON.stringify(input) });
const bearer = (value: string) => ({ authorization: `Bearer ${value}` });

function ingest(data: object): ReturnType<typeof receiveIngest> {
  const event = { specversion: "1.0", id: uuidv7(), source: "till", type: "retail.customer.changed.v1", data };
  const body = JSON.stringify({ ...event, subject: phone, time: new Date().toISOString(), sequence: 1 });
  const at = new Date();
  const headers = {
    "content-type": "application/cloudevents+json",
    "webhook-id": "m1",
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(INGEST_SECRET).sign("m1", at, body),
  };
  const raw = { method: "POST", url: "http://x/api/ingest", headers, body: Buffer.from(body) };
  return receiveIngest(raw, { ctx, secrets: [{ source: "till", secret: INGEST_SECRET }] });
}

type Authorize = (credentials: object, request: object) => Promise<unknown>;
const signIn = (how: { email: string; password: string }) => {
  const [provided] = authOptions().providers as unknown as { options: { authorize: Authorize } }[];
  return provided?.options.authorize(how, { headers: { "x-client-address": "127.0.0.9" } });
};
const socket = async (namespace: string, to = gateway.url) =>
  (await connect(to, namespace, { cookie, token: visitor.token })) as SocketClient;

/** An action, and the log line of its failure. */
const paths: [string, string, () => Promise<unknown>][] = [
  ["a sign-in", "sign-in failed", () => without(["users"], async () => signIn({ email, password })?.catch(() => {}))],
  [
    "a sign-in through a provider",
    "next-auth refused",
    async () =>
      authOptions().logger?.error?.("OAUTH_CALLBACK_ERROR", {
        error: new Error(`${name} said ${text}`, { cause: new Error(email) }),
        providerId: token,
      }),
  ],
  [
    "a text",
    "webhook could not be stored",
    () => without(["items"], () => api.ask(form({ Body: text, NumMedia: "0" }))),
  ],
  [
    "a chat message",
    "webhook could not be stored",
    () =>
      without(["items"], () =>
        api.ask({
          method: "POST",
          path: "/api/widget/messages",
          headers: bearer(visitor.token),
          body: JSON.stringify({ clientMessageId: uuidv7(), text, name, contact: email }),
        }),
      ),
  ],
  [
    "facts of a customer",
    "ingest could not be stored",
    () => without(["customers"], () => ingest({ id: phone, name, phones: [phone], emails: [email] })),
  ],
  [
    "a forged webhook",
    "webhook with no valid signature",
    () => api.ask({ ...form({ Body: text }), headers: { "x-twilio-signature": token } }),
  ],
  [
    "a chat's opening",
    "route failed",
    () =>
      without(["endpoints"], () =>
        api.ask({
          method: "POST",
          path: "/api/widget/session",
          body: JSON.stringify({ key: `pk_${phone}`, identity: token }),
        }),
      ),
  ],
  [
    "an identity that does not hold",
    "refused",
    async () => {
      const jwt = new SignJWT({ email, phone, name }).setProtectedHeader({ alg: "HS256" }).setSubject(email);
      const identity = await jwt.sign(Buffer.from(SHOP_SECRET));
      return api.ask({
        method: "POST",
        path: "/api/widget/session",
        body: JSON.stringify({ key: "pk_shop", identity }),
      });
    },
  ],
  [
    "an upload",
    "route failed",
    () =>
      without(["attachments"], () =>
        api.ask({
          method: "POST",
          path: `/api/media?name=${encodeURIComponent(`${name} ${phone}.pdf`)}`,
          headers: bearer(visitor.token),
          body: `%PDF-1.7 ${text}`,
        }),
      ),
  ],
  [
    "a call of a screen",
    "procedure failed",
    () =>
      without(["customer_notes"], () => trpc("customers.addNote", { conversationId, noteId: uuidv7(), body: text })),
  ],
  [
    "a new person",
    "procedure failed",
    async () => {
      const boss = (await makeUser(handle.db, { role: "admin", scopeAll: true })).actor;
      const theirs = await cookieOf(boss);
      const body = JSON.stringify({
        email: `x${email}`,
        name,
        role: "agent" as const,
        scopeAll: true,
        placeIds: [],
        regions: [],
        password,
      });
      return without(["events"], () =>
        api.ask({ method: "POST", path: "/api/trpc/team.savePerson", cookie: theirs, body }),
      );
    },
  ],
  [
    "a socket's question",
    "socket handler failed",
    async () => {
      const client = await socket("/");
      await without(["conversations"], () => client.ask("subscribe", { conversationId, skuIds: [], board: false }));
      client.close();
    },
  ],
  [
    "a chat's socket",
    "socket handler failed",
    async () => {
      const client = await socket("/widget");
      await without(["items"], () => client.ask("hello"));
      client.close();
    },
  ],
  [
    "a socket's opening",
    "widget handshake could not be checked",
    () => without(["endpoints"], async () => socket("/widget")),
  ],
  [
    "a message on its way out",
    "message not accepted",
    async () => {
      provider.next.push((_, res) => says(res, 400, { code: 21211, message: `${phone} ${text}`, status: 400 }));
      const staff = createCtx({ db: handle.db, actor: ana, now: ctx.now });
      const clientMessageId = uuidv7();
      await sendMessage(staff, {
        conversationId,
        clientMessageId,
        body: text,
        attachmentIds: [],
        seenSeq: 99,
        force: true,
      });
      await deliverMessages(jobContext(ctx), conversationId).catch(() => {});
    },
  ],
  [
    "a job that runs every minute",
    "job failed",
    async () => {
      const attempt = { id: "1", retryCount: 0, data: null } as never;
      await without(["rate_limits"], () => runJob(purgeJob, jobContext(ctx), attempt));
    },
  ],
  [
    "a comparison with the provider's list",
    "the provider's list could not be reconciled",
    async () => {
      provider.next.push((_, res) => says(res, 500, { code: 20001, message: `${phone} ${text}` }));
      forgetConnections(handle.db);
      await reconcile(jobContext(ctx), 0);
    },
  ],
];

test.each(paths)("%s that goes wrong is logged ('%s') and quotes nothing", async (_, expected, run) => {
  const since = logLines();
  await run();
  await expect.poll(since).toContain(`"msg":"${expected}"`);
  expect(findLeaks(since(), [SHOP_SECRET, env().SECRET]).map(({ what, line }) => `${what}: ${line}`)).toEqual([]);
});
