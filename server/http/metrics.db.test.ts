import { Webhook } from "standardwebhooks";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DbHandle } from "@/db/client";
import { makeEndpoint, makePlace, SYSTEM } from "@/db/factories";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { saveConnection } from "@/server/domain/settings/connections";
import { env } from "@/server/lib/env";
import { health } from "@/server/lib/health";
import { countSend } from "@/server/lib/metrics";
import { receiveIngest } from "@/server/webhooks/ingest";
import { freshDb } from "@/tests/db";
import { openTestApi, type TestApi } from "@/tests/test-api";

const ACCOUNT = `AC${"7".repeat(32)}`;
const TOKEN = "m".repeat(32);
let handle: DbHandle;
let api: TestApi;
const ctx = () => createCtx({ db: handle.db, actor: SYSTEM, now: () => new Date() });
beforeAll(async () => {
  ({ handle } = await freshDb());
  const place = await makePlace(handle.db);
  const config = { accountSid: ACCOUNT, authToken: TOKEN };
  const { id: connectionId } = await saveConnection(ctx(), {
    kind: "twilio-sms",
    account: ACCOUNT,
    label: "SMS",
    config,
  });
  await makeEndpoint(handle.db, { placeId: place.id, connectionId, address: "+14155550100" });
  api = await openTestApi(handle);
});
afterAll(() => api?.close());

/** A value of /metrics by its name and labels; 0 before it was first counted. */
async function read(series: string): Promise<number> {
  const { body } = await api.ask({ path: "/metrics" });
  const line = body.split("\n").find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length) ?? 0);
}

/** How much these values change during an action. */
async function moved(series: string[], happens: () => Promise<unknown>): Promise<number[]> {
  const before = await Promise.all(series.map(read));
  await happens();
  const after = await Promise.all(series.map(read));
  return after.map((value, i) => value - (before[i] ?? 0));
}

function text(sid: string, token = TOKEN) {
  const form = { AccountSid: ACCOUNT, MessageSid: sid, From: "+14155551234", To: "+14155550100", Body: "Hi" };
  const path = "/api/webhooks/twilio-sms";
  return api.ask({
    method: "POST",
    path,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-twilio-signature": getExpectedTwilioSignature(token, env().PUBLIC_URL + path, form),
    },
    body: new URLSearchParams(form).toString(),
  });
}

test("a text, its repetition and a forgery are counted separately", async () => {
  const sid = `SM${uuidv7().replaceAll("-", "")}`;
  const series = [
    'storeline_webhooks_total{kind="twilio-sms",outcome="accepted"}',
    'storeline_webhooks_total{kind="twilio-sms",outcome="unsigned"}',
    'dedupe_hits_total{kind="twilio-sms"}',
    'ingest_lag_seconds_count{kind="twilio-sms"}',
    'storeline_http_requests_total{route="/api/webhooks/",status="4xx"}',
  ];
  const deltas = await moved(series, async () => {
    expect((await text(sid)).status).toBe(200);
    expect((await text(sid)).status).toBe(200);
    expect((await text(uuidv7(), "somebody else's token")).status).toBe(403);
  });
  expect(deltas).toEqual([2, 1, 1, 3, 1]);
});

test("a fact deltas twice is a repetition", async () => {
  const secret = `whsec_${Buffer.alloc(24, "i").toString("base64")}`;
  const body = JSON.stringify({
    specversion: "1.0",
    id: uuidv7(),
    source: "/till/1",
    type: "retail.sku.changed.v1",
    subject: "BOOT-42",
    time: new Date().toISOString(),
    sequence: 1,
    data: { code: "BOOT-42", title: "Trail boot 42" },
  });
  const at = new Date();
  const raw = {
    method: "POST",
    url: `${env().PUBLIC_URL}/api/ingest`,
    headers: {
      "content-type": "application/cloudevents+json",
      "webhook-id": "m1",
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(secret).sign("m1", at, body),
    },
    body: Buffer.from(body),
  };
  const deltas = await moved(['dedupe_hits_total{kind="ingest"}'], async () => {
    const deps = { ctx: ctx(), secrets: [{ source: "erp", secret }] };
    const outcomes = [await receiveIngest(raw, deps), await receiveIngest(raw, deps)].map(
      (said) => JSON.parse(String(said.body)).results[0].outcome,
    );
    expect(outcomes).toEqual(["applied", "duplicate"]);
  });
  expect(deltas).toEqual([1]);
});

test("unauthenticated calls, and screens that catch up, are counted", async () => {
  const series = ['authz_denied_total{code="UNAUTHORIZED"}', 'gap_resyncs_total{call="sync.since"}'];
  const deltas = await moved(series, () => api.ask({ path: '/api/trpc/sync.since?input={"cursor":"0.1.1"}' }));
  expect(deltas).toEqual([1, 1]);
});

test("the outbox reports how many jobs wait and for how long", async () => {
  await handle.db.execute("delete from jobs");
  await handle.db.execute(
    `insert into jobs (name, payload, run_at) values
      ('deliver-messages', '{}', now() - interval '90 seconds'), ('expire-offer', '{}', now() + interval '1 hour')`,
  );
  expect(await read("outbox_depth")).toBe(1);
  expect(await read("outbox_oldest_seconds")).toBeGreaterThanOrEqual(90);
  await handle.db.execute("delete from jobs");
  expect(await read("outbox_depth")).toBe(0);
});

test("outcomes of sends are counted by channel; unknown ones are counted apart", async () => {
  const series = ['storeline_sends_total{channel="twilio-sms",outcome="unknown"}', "unknown_sends"];
  const deltas = await moved(series, async () => countSend("twilio-sms", "unknown"));
  expect(deltas).toEqual([1, 1]);
  expect(await read("event_loop_p99")).toBeGreaterThan(0);
});

test("a node that is stopping is not ready, but alive", async () => {
  expect((await api.ask({ path: "/readyz" })).status).toBe(200);
  health.draining = true;
  try {
    const said = await api.ask({ path: "/readyz" });
    expect([said.status, JSON.parse(said.body)]).toMatchObject([503, { ok: false, draining: true, database: true }]);
    expect((await api.ask({ path: "/livez" })).status).toBe(200);
  } finally {
    health.draining = false;
  }
});

test("how far a consumer of the log is behind, and whether it has stopped, is published", async () => {
  await handle.db.execute("delete from events");
  await handle.db.execute("insert into consumers (name, epoch, tx, id) values ('behind', 0, '0', 0)");
  await handle.db.execute(
    "insert into events (type, payload, at) values ('stock.changed', '{}', now() - interval '1 hour')",
  );
  expect(await read('storeline_consumer_lag_seconds{consumer="behind"}')).toBeGreaterThanOrEqual(3600);
  expect(await read('storeline_consumer_stopped{consumer="behind"}')).toBe(0);
  await handle.db.execute("update consumers set stopped_at = now()");
  expect(await read('storeline_consumer_stopped{consumer="behind"}')).toBe(1);
});
