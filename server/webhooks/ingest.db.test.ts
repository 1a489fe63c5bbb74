import { HTTP, CloudEvent as SdkEvent } from "cloudevents";
import { sql } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, it } from "vitest";
import type { Db } from "@/db/client";
import { SYSTEM } from "@/db/factories";
import { feeds, inboxEvents, skus } from "@/db/schema";
import type { RawRequest } from "@/server/contract/channel";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { ingestSecrets } from "@/server/lib/ingest-secrets";
import { freshDb } from "@/tests/db";
import { receiveIngest } from "./ingest";

const secret = (letter: string) => `whsec_${Buffer.from(letter.repeat(32)).toString("base64")}`;
const secrets = ingestSecrets(`till=${secret("a")},till=${secret("b")},oms=${secret("c")}`, false);
let db: Db;
let outcomes: string[];

beforeEach(async () => {
  ({ db } = await freshDb());
  outcomes = [];
});

const event = (id: string, more: object = {}) => ({
  specversion: "1.0",
  id,
  source: "/till/1",
  type: "retail.sku.changed.v1",
  subject: "JKT-M",
  time: new Date().toISOString(),
  sequence: 1,
  data: { code: "JKT-M", title: "Rain jacket" },
  ...more,
});
type Options = { type?: string; key?: string; at?: Date; headers?: Record<string, string> };

function signed(
  body: unknown,
  { type = "application/cloudevents+json", key = secret("a"), at = new Date(), headers = {} }: Options = {},
): RawRequest {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const id = "msg_1";
  return {
    method: "POST",
    url: "https://shop.example/api/ingest",
    headers: {
      "content-type": type,
      "webhook-id": id,
      "webhook-timestamp": `${Math.floor(at.getTime() / 1000)}`,
      "webhook-signature": new Webhook(key).sign(id, at, text),
      ...headers,
    },
    body: Buffer.from(text),
  };
}
const BATCH = { type: "application/cloudevents-batch+json" };

async function post(raw: RawRequest) {
  const ctx = createCtx({ db, actor: SYSTEM, now: () => new Date() });
  const said = await receiveIngest(raw, { ctx, secrets, count: (_, outcome) => outcomes.push(outcome) });
  return { status: said.status, ...(JSON.parse(said.body) as { results?: { outcome: string; id: string }[] }) };
}
const stored = async () => (await db.select().from(inboxEvents)).length;

describe("the ingest endpoint", () => {
  it("applies one event, and answers duplicate to a repetition", async () => {
    expect(await post(signed(event("1")))).toMatchObject({ status: 202, results: [{ id: "1", outcome: "applied" }] });
    expect(await post(signed(event("1")))).toMatchObject({ status: 202, results: [{ outcome: "duplicate" }] });
    expect(await db.select({ title: skus.title }).from(skus)).toEqual([{ title: "Rain jacket" }]);
    expect(outcomes).toEqual(["accepted", "accepted"]);
  });

  it("accepts events from the CloudEvents SDK", async () => {
    const message = HTTP.structured(new SdkEvent(event("sdk") as never));
    const type = (message.headers["content-type"] as string) ?? "";
    expect(await post(signed(message.body as string, { type }))).toMatchObject({ results: [{ outcome: "applied" }] });
  });

  it("accepts a source's confirmation of its own feeds, until now", async () => {
    const confirm = (id: string, time: Date) =>
      event(id, { type: "retail.feed.confirmed.v1", data: { stream: "stock" }, time: time.toISOString() });
    const [now, ahead] = [new Date(Date.now() - 1000), new Date(Date.now() + 6 * 60_000)];
    expect(await post(signed([confirm("1", now), confirm("2", ahead)], BATCH))).toMatchObject({
      results: [{ outcome: "applied" }, { outcome: "invalid" }],
    });
    expect(await db.select().from(feeds)).toEqual([
      { source: "till", stream: "stock", placeId: null, observedAt: now },
    ]);
  });

  it("answers each event of a batch separately, in order", async () => {
    const batch = [event("1"), { id: "bad" }, null, event("2", { type: "retail.unknown" }), event("1"), "text"];
    const said = await post(signed(batch, BATCH));
    expect(said.status).toBe(202);
    expect(said.results?.map(({ id, outcome }) => [id, outcome])).toEqual([
      ["1", "applied"],
      ["bad", "invalid"],
      ["", "invalid"],
      ["2", "invalid"],
      ["1", "duplicate"],
      ["", "invalid"],
    ]);
  });

  it("accepts both secrets while one replaces the other, and derives the source from the secret", async () => {
    for (const [id, letter] of [
      ["1", "a"],
      ["2", "b"],
      ["3", "c"],
    ] as const)
      expect(await post(signed(event(id), { key: secret(letter) }))).toMatchObject({ status: 202 });
    const rows = await db.execute(sql`select connection, count(*)::int as n from inbox_events group by 1 order by 1`);
    expect(rows).toMatchObject({
      rows: [
        { connection: "oms", n: 1 },
        { connection: "till", n: 2 },
      ],
    });
  });

  const minutes = (n: number) => new Date(Date.now() + n * 60_000);
  it.each<[string, () => RawRequest]>([
    ["no signature", () => signed(event("1"), { headers: { "webhook-signature": "" } })],
    ["another secret", () => signed(event("1"), { key: secret("z") })],
    ["a changed body", () => ({ ...signed(event("1")), body: Buffer.from(JSON.stringify(event("2"))) })],
    ["another id", () => signed(event("1"), { headers: { "webhook-id": "msg_2" } })],
    ["six minutes ago", () => signed(event("1"), { at: minutes(-6) })],
    ["six minutes ahead", () => signed(event("1"), { at: minutes(6) })],
    ["a time that is none", () => signed(event("1"), { headers: { "webhook-timestamp": "now" } })],
    ["another version", () => signed(event("1"), { headers: { "webhook-signature": "v2,abc" } })],
  ])("refuses %s with 403, and stores nothing", async (_, raw) => {
    expect(await post(raw())).toMatchObject({ status: 403 });
    expect(await stored()).toBe(0);
    expect(outcomes).toEqual(["unsigned"]);
  });

  it("accepts nothing when no secret is configured", async () => {
    const ctx = createCtx({ db, actor: SYSTEM, now: () => new Date() });
    expect((await receiveIngest(signed(event("1")), { ctx, secrets: [] })).status).toBe(403);
  });

  it.each<[number, string, () => RawRequest]>([
    [405, "GET", () => ({ ...signed(event("1")), method: "GET" })],
    [415, "plain JSON", () => signed(event("1"), { type: "application/json" })],
    [415, "brotli", () => signed(event("1"), { headers: { "content-encoding": "br" } })],
    [413, "more than a megabyte", () => signed(" ".repeat(1024 * 1024 + 1))],
    [
      413,
      "501 events",
      () =>
        signed(
          Array.from({ length: 501 }, (_, i) => event(`${i}`)),
          BATCH,
        ),
    ],
    [400, "no JSON", () => signed("{")],
    [400, "a batch that is no list", () => signed(event("1"), BATCH)],
  ])("answers %i to %s", async (status, _, raw) => {
    expect(await post(raw())).toMatchObject({ status });
    expect(await stored()).toBe(0);
  });

  it("stores no NUL and no lone surrogate, and never answers them with 5xx", async () => {
    const data = { code: "JKT\0-M", title: "Rain\ud800 jacket\0" };
    expect(await post(signed(event("nul\0", { subject: "a\0", data })))).toMatchObject({ status: 202 });
  });
});

describe("the setting INGEST_SECRETS", () => {
  it.each(["till", "till=abc", "=whsec_x", "till=whsec_short", "a b=whsec_"])(
    "refuses %s without repeating it",
    (bad) => {
      expect(() => ingestSecrets(bad, false)).toThrow(/^setting INGEST_SECRETS is not usable: write source=/);
    },
  );

  it("has the simulator's own secret only with the simulator", () => {
    expect(ingestSecrets(undefined, false)).toEqual([]);
    expect(ingestSecrets("", true)).toMatchObject([{ source: "demo" }]);
  });
});
