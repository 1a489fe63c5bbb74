import { request } from "node:http";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { connections, endpoints } from "@/db/schema";
import { holdCall } from "@/server/domain/calls/hold-call";
import { freshPg } from "@/tests/fresh-pg";
import { ready, SMS_ACCOUNT, statusOf, textVia } from "@/tests/node-process";
import { freePort } from "@/tests/pg";
import { startNode } from "@/tests/start-node";
import { PUBLIC_URL } from "@/tests/twilio/account";
import type { Post } from "@/tests/twilio/callbacks";
import { PINE, type RunningNode, SOON, TwilioStore } from "@/tests/twilio/store";

/* The whole server in a process of its own, with PostgreSQL and a double of Twilio. */

let database: Awaited<ReturnType<typeof freshPg>>;
let store: TwilioStore;
let port: number;

beforeAll(async () => {
  database = await freshPg();
  port = await freePort();
  store = await TwilioStore.open((await database.open(4)).db, startServer);
});
afterAll(async () => {
  await store?.close();
  await database?.close();
});

async function startServer({ config }: TwilioStore): Promise<RunningNode> {
  const node = await startNode({
    ...{ PORT: String(port), DATABASE_URL: database.url, PUBLIC_URL },
    ...{ TWILIO_VOICE_ACCOUNT_SID: config.accountSid, TWILIO_VOICE_AUTH_TOKEN: config.authToken },
    ...{ TWILIO_VOICE_API_KEY_SID: config.apiKey.sid, TWILIO_VOICE_API_KEY_SECRET: config.apiKey.secret },
    ...{
      TWILIO_VOICE_APP_SID: config.appSid,
      TWILIO_VOICE_API_BASE: config.apiBase,
      TWILIO_VOICE_EDGES: "ashburn,roaming",
    },
  });
  await vi.waitFor(async () => expect(await ready(port)).toBe(200), { timeout: 300_000, interval: 50 });
  return { post: throughProxy, published() {}, stop: () => node.stop("SIGKILL") };
}

/** As a proxy in front of the server passes a request on: with the public host. */
const throughProxy: Post = ({ url, method, headers, body }) =>
  new Promise((resolve, reject) => {
    const { host, pathname, search } = new URL(url);
    const options = { host: "127.0.0.1", port, method, path: pathname + search, headers: { ...headers, host } };
    const asked = request(options, (res) => {
      const chunks: Buffer[] = [];
      res.on("data", (chunk: Buffer) => chunks.push(chunk));
      res.on("end", () => resolve({ status: res.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    asked.on("error", reject).end(body);
  });

const now = () => store.world.later((Date.now() - store.world.now().getTime()) / 1000);
const hold = (callId: string, held: boolean) => {
  now();
  return holdCall(store.as(store.world.ana), { callId, held });
};

let callers = 0;

/** A customer calls; nobody has a screen open, so this test says who is rung. */
async function talking() {
  const { customer, callId } = await store.isCalled(`+1206555${1000 + callers++}`);
  await store.hear([customer, ["ringing"]]);
  now();
  await store.world.watch();
  const ana = await store.answers(store.world.ana, callId);
  await store.hear([customer, ["Ana"]], [ana, ["customer"]]);
  return { customer, callId, ana };
}

test("a call is taken, held and ended by the server, and goes on while the server is killed and starts again", async () => {
  const { customer, callId, ana } = await talking();
  await hold(callId, true);
  await store.hear([customer, ["music"]], [ana, []]);
  await store.stop();
  await hold(callId, false);
  await store.hear([customer, ["music"]]);
  await store.start();
  await store.hear([customer, ["Ana"]], [ana, ["customer"]]);
  store.twilio.end(customer);
  await store.ends(callId, "answered");
  await store.isOver(ana.call);
});

test("while Twilio is away the server is ready, texts arrive, and a metric says so", async () => {
  const { db } = store.world;
  const [sms] = await db.select().from(connections).where(eq(connections.account, SMS_ACCOUNT.accountSid));
  await db
    .update(endpoints)
    .set({ connectionId: sms?.id ?? "" })
    .where(eq(endpoints.address, PINE));
  const { customer, callId, ana } = await talking();
  store.twilio.isAway = true;
  const up = async () => /phone_system_up\{provider="twilio"\} (\d)/.exec(await page("/metrics"))?.[1];
  await vi.waitFor(async () => expect(await up()).toBe("0"), { timeout: 60_000, interval: 200 });
  expect(await statusOf(port, "/readyz")).toBe(200);
  const text = { from: "+12065550199", to: PINE, text: "Hello" };
  expect(await textVia({ port }, PUBLIC_URL, text, SMS_ACCOUNT)).toBe(200);
  await store.hear([customer, ["Ana"]], [ana, ["customer"]]);
  store.twilio.end(customer);
  await store.ends(callId, "answered");
  store.twilio.isAway = false;
  await store.isOver(ana.call);
});

const fromPage = (path: string) =>
  new Promise<{ policy: string; body: string }>((resolve, reject) => {
    const headers = { host: new URL(PUBLIC_URL).host };
    request({ host: "127.0.0.1", port, path, headers }, (res) => {
      let body = "";
      res.on("data", (chunk) => (body += chunk));
      res.on("end", () => resolve({ policy: `${res.headers["content-security-policy"]}`, body }));
    })
      .on("error", reject)
      .end();
  });
const page = async (path: string) => (await fromPage(path)).body;

test("pages of the workspace may connect to the configured edges of Twilio, and those of the chat may not", async () => {
  expect((await fromPage("/inbox")).policy).toContain(
    "connect-src 'self' wss://voice-js.ashburn.twilio.com wss://voice-js.roaming.twilio.com;",
  );
  expect((await fromPage("/widget/app.html")).policy).toContain("connect-src 'self';");
});

test("a forged request reaches nothing", async () => {
  const raw = {
    method: "POST",
    url: `${PUBLIC_URL}/api/webhooks/twilio-voice`,
    headers: {},
    body: Buffer.from("CallSid=1"),
  };
  expect((await throughProxy(raw)).status).toBe(403);
  expect((await throughProxy({ ...raw, url: `${raw.url}/nothing` })).status).toBe(404);
  expect((await throughProxy({ ...raw, method: "GET", body: Buffer.alloc(0) })).status).toBe(405);
  const sound = await throughProxy({ ...raw, method: "GET", url: `${raw.url}/ring.wav`, body: Buffer.alloc(0) });
  expect([sound.status, sound.body.slice(0, 4)]).toEqual([200, "RIFF"]);
  await vi.waitFor(async () => expect(await statusOf(port, "/readyz")).toBe(200), SOON);
});

test("a message goes on while the server is killed, and is stored once by the next one", async () => {
  now();
  await store.settings.closes();
  // The next server knows the hours from its start.
  await store.stop();
  await store.start();
  now();
  const { customer, callId } = await store.isCalled("+12065550161");
  const heard = (what: unknown) => vi.waitFor(() => expect(store.twilio.hears(customer)).toEqual([what]), SOON);
  await heard(expect.stringMatching(/We are closed/));
  await store.twilio.hearsOut(customer);
  await heard("the tone");
  store.twilio.says(customer, "my bike is broken");
  await store.stop();
  store.twilio.says(customer, "please call me");
  await store.start();
  await store.twilio.recordingEnds(customer, "hangup");
  await store.ends(callId, "voicemail");
  await vi.waitFor(async () => expect((await store.recordings(callId))[0]?.clearedAt).not.toBeNull(), SOON);
  expect(await store.recordings(callId)).toMatchObject([{ kind: "voicemail", state: "ready", durationMs: 2000 }]);
  expect(store.twilio.recordings).toEqual([]);
});
