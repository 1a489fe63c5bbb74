import { asc, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Db } from "@/db/client";
import { makePlace, SYSTEM } from "@/db/factories";
import { attachments, consentStates, endpoints, items, providerSync } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import { receiveInbound } from "@/server/domain/conversations/receiving/receive-inbound";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { saveConnection } from "@/server/domain/settings/connections";
import { saveEndpoint } from "@/server/domain/settings/endpoints";
import { metrics } from "@/server/lib/metrics";
import { freshDb } from "@/tests/db";
import { type FakeTwilio, fakeTwilio, listed, says } from "@/tests/fake-twilio";
import { inbound } from "@/tests/inbound";
import { jobContext } from "@/tests/job-context";
import { mirrorAttachment } from "../attachments/mirror-attachment";
import { reconcile } from "./reconcile";

const ACCOUNT = `AC${"1".repeat(32)}`;

vi.setConfig({ testTimeout: 60_000 });

let db: Db;
let twilio: FakeTwilio;
let clock: Date;
let connectionId: Id;
const ctx = () => createCtx({ db, actor: SYSTEM, now: () => clock });
const ago = (seconds: number) => new Date(Math.floor(clock.getTime() / 1000) * 1000 - seconds * 1000);
const pass = (seconds: number) => {
  clock = new Date(clock.getTime() + seconds * 1000);
};

beforeEach(async () => {
  clock = new Date();
  ({ db } = await freshDb());
  twilio = await fakeTwilio();
  await connect();
  const { id: placeId } = await makePlace(db);
  await saveEndpoint(ctx(), { connectionId, address: "+12065550110", label: "texts", placeId });
});
afterEach(() => twilio.close());

async function connect(more: object = {}): Promise<void> {
  const config = { accountSid: ACCOUNT, authToken: "t".repeat(32), apiBase: twilio.base, ...more };
  ({ id: connectionId } = await saveConnection(ctx(), { kind: "twilio-sms", account: ACCOUNT, label: "SMS", config }));
}
/** One run in which the provider lists these messages, newest first. */
async function compare(...messages: ReturnType<typeof listed>[]): Promise<void> {
  const newestFirst = [...messages].sort((a, b) => Date.parse(b.date_sent) - Date.parse(a.date_sent));
  twilio.next.push((_, res) => says(res, 200, { messages: newestFirst, next_page_uri: null }));
  await reconcile(jobContext(ctx()), 0);
}
const texts = () => db.select().from(items).orderBy(asc(items.conversationId), asc(items.seq));
const watermark = async () => (await db.select().from(providerSync))[0]?.watermark;

describe("a provider in trouble", () => {
  it("loses nothing: the next run begins where the last successful one ended", async () => {
    await compare();
    const good = await watermark();
    clock = new Date(clock.getTime() + 3 * 3_600_000);
    for (const status of [503, 401, 200]) {
      twilio.next.push((_, res) => says(res, status, { code: 1, message: "no", status }));
      await reconcile(jobContext(ctx()), 0);
      expect(await watermark()).toEqual(good);
    }
    await compare(listed({ sid: "SM1", at: new Date(Math.floor((good?.getTime() ?? 0) / 1000) * 1000 - 60_000) }));
    expect(await texts()).toHaveLength(1);
    expect(await watermark()).toEqual(clock);
    expect(new URL(twilio.asked.at(-1)?.path ?? "", "http://x").searchParams.get("DateSent>")).toBe(
      new Date((good?.getTime() ?? 0) - 15 * 60_000).toISOString().replace(/\.\d+/, ""),
    );
  });

  it("that fails between two pages is fetched again; messages of the first page are stored once", async () => {
    const page = { messages: [listed({ sid: "SM2", at: ago(60) })], next_page_uri: "/2010-04-01/x" };
    twilio.next.push((_, res) => says(res, 200, page));
    twilio.next.push((_, res) => says(res, 500, {}));
    await reconcile(jobContext(ctx()), 0);
    await compare(listed({ sid: "SM1", at: ago(90) }), listed({ sid: "SM2", at: ago(60) }));
    expect((await texts()).map(({ externalId }) => externalId)).toEqual(["SM1", "SM2"]);
  });

  const withFiles = () => {
    const messages = [
      listed({ sid: "SM2", at: ago(60), body: "after" }),
      listed({ sid: "MM1", at: ago(90), num_media: "1" }),
    ];
    twilio.next.push((_, res) => says(res, 200, { messages, next_page_uri: null }));
  };

  it("that finally refuses a message's files does not block the message's text or later messages", async () => {
    withFiles();
    twilio.next.push((_, res) => says(res, 403, { code: 20403, message: "no", status: 403 }));
    await reconcile(jobContext(ctx()), 0);
    expect((await texts()).map(({ body }) => body)).toEqual(["Hello", "after"]);
    expect(await db.select().from(attachments)).toEqual([]);
    expect(await watermark()).toEqual(clock);
  });

  it("that cannot deliver a message's files now is asked again, and the message arrives with them", async () => {
    await compare();
    const good = await watermark();
    pass(120);
    withFiles();
    twilio.next.push((_, res) => says(res, 503, { code: 20503, message: "later", status: 503 }));
    await reconcile(jobContext(ctx()), 0);
    expect([await texts(), await watermark()]).toEqual([[], good]);
    withFiles();
    twilio.next.push((_, res) => says(res, 200, { media_list: [{ sid: "ME1", content_type: "image/png" }] }));
    await reconcile(jobContext(ctx()), 0);
    expect((await texts()).map(({ body }) => body)).toEqual(["Hello", "after"]);
    expect(await db.select().from(attachments)).toHaveLength(1);
  });

  const BEN = "+12065550198";
  const skipped = async () =>
    Number(/storeline_skipped_total\{queue="reconcile"\} (\d+)/.exec(await metrics.metrics())?.[1] ?? 0);
  /** One run in which the files of Ana's picture message cannot be read, but later messages of hers and Ben's can. */
  async function malformed(body = "Look"): Promise<void> {
    const messages = [
      listed({ sid: "SM3", at: ago(60), body: "after" }),
      listed({ sid: "SM2", at: ago(70), body: "elsewhere", from: BEN }),
      listed({ sid: "MM1", at: ago(90), num_media: "1", body }),
    ];
    twilio.next.push((_, res) => says(res, 200, { messages, next_page_uri: null }));
    twilio.next.push((_, res) => says(res, 200, { media_list: "not a list" }));
    await reconcile(jobContext(ctx()), 0);
  }

  it("that lists a message's files in an unreadable form delays only that customer, for a limited number of runs", async () => {
    await compare();
    const good = await watermark();
    const before = await skipped();
    pass(120);
    const bodies = async () => (await texts()).map(({ body }) => body).sort();
    await malformed();
    expect([await bodies(), await watermark()]).toEqual([["elsewhere"], good]);
    await malformed();
    expect([await bodies(), await watermark()]).toEqual([["elsewhere"], good]);
    await malformed();
    expect([await bodies(), await watermark()]).toEqual([["Look", "after", "elsewhere"], clock]);
    expect((await skipped()) - before).toBe(1);
    pass(60);
    await compare(listed({ sid: "SM4", at: ago(30), body: "later" }));
    expect([await bodies(), await watermark()]).toEqual([["Look", "after", "elsewhere", "later"], clock]);
  });

  it("that lists messages older than the ids we keep does not cause them to be received again", async () => {
    await compare();
    await db.update(providerSync).set({ watermark: ago(400 * 86_400) });
    await compare(listed({ sid: "SM1", at: ago(90 * 86_400), body: "long ago" }), listed({ sid: "SM2", at: ago(60) }));
    expect((await texts()).map(({ externalId }) => externalId)).toEqual(["SM2"]);
  });

  it("cannot delay an opt-out, neither with an unreadable file nor after one", async () => {
    await malformed("STOP");
    expect(await db.select().from(consentStates)).toMatchObject([{ state: "revoked" }]);
    await db.delete(consentStates);
    const files = { num_media: "1", body: "Look" };
    const messages = [listed({ sid: "SM9", at: ago(50), body: "stop" }), listed({ sid: "MM8", at: ago(55), ...files })];
    twilio.next.push((_, res) => says(res, 200, { messages, next_page_uri: null }));
    twilio.next.push((_, res) => says(res, 200, { media_list: 7 }));
    await reconcile(jobContext(ctx()), 0);
    expect(await db.select().from(consentStates)).toMatchObject([{ state: "revoked" }]);
    expect((await texts()).map(({ body }) => body)).not.toContain("Look");
  });

  it("whose unreadable file was the whole message still delivers it, with a file that could not be fetched", async () => {
    for (let turn = 0; turn < 3; turn++) await malformed("");
    expect((await texts()).map(({ body }) => body).sort()).toEqual(["", "after", "elsewhere"]);
    const [file] = await db.select().from(attachments);
    expect(file).toMatchObject({ state: "pending" });
    await mirrorAttachment(jobContext(ctx()), file?.id ?? "");
    expect((await db.select().from(attachments))[0]).toMatchObject({ state: "refused" });
  });

  it("that lists an invalid entry does not block the rest", async () => {
    await compare(
      { ...listed({ sid: "SM1", at: ago(120), body: "before" }) },
      { ...listed({ sid: "SM2", at: ago(90) }), body: { not: "text" } as never, num_media: {} as never },
      { ...listed({ sid: "SM3", at: ago(60), body: "after" }) },
    );
    expect((await texts()).map(({ body }) => body)).toEqual(["before", "after"]);
  });

  it("whose report cannot be stored does not block other sends and texts", async () => {
    const { conversationId } = await receiveInbound(ctx(), { connectionId }, inbound("+12065550110", BEN, "hi"));
    const ours = { kind: "message", direction: "out", conversationId, publicSeq: 2, deliveryStatus: "sent" } as const;
    const [endpoint] = await db.select().from(endpoints);
    for (const [seq, externalId] of [
      [2, "SM1"],
      [3, "SM2"],
    ] as const)
      await db
        .insert(items)
        .values({ ...ours, id: uuidv7(), seq, publicSeq: seq, externalId, endpointId: endpoint?.id, at: clock });
    await db.execute(
      sql`alter table items add constraint odd check (external_id <> 'SM1' or delivery_status <> 'delivered')`,
    );
    const sent = { direction: "outbound-api", from: "+12065550110", to: BEN, status: "delivered", body: "Yes" };
    await compare(
      listed({ ...sent, sid: "SM1", at: ago(80) }),
      listed({ ...sent, sid: "SM2", at: ago(70) }),
      listed({ sid: "SM3", at: ago(60), body: "after" }),
    );
    const rows = await texts();
    expect(rows.find(({ externalId }) => externalId === "SM2")?.deliveryStatus).toBe("delivered");
    expect(rows.find(({ externalId }) => externalId === "SM3")?.body).toBe("after");
    await db.execute(sql`alter table items drop constraint odd`);
  });

  it("that lists a message the database can never store does not block the rest", async () => {
    await db.execute(sql`alter table items add constraint never check (body <> 'never')`);
    await compare(
      listed({ sid: "SM1", at: ago(120), body: "before" }),
      listed({ sid: "SM2", at: ago(90), body: "never" }),
      listed({ sid: "SM3", at: ago(60), body: "after" }),
    );
    expect((await texts()).map(({ body }) => body)).toEqual(["before", "after"]);
    expect(await watermark()).toEqual(clock);
  });

  it("is read from the old position once its account has a token again", async () => {
    await compare();
    const good = await watermark();
    await connect({ authToken: "" });
    pass(3600);
    await reconcile(jobContext(ctx()), 0);
    expect([twilio.asked.length, await watermark()]).toEqual([1, good]);
    await connect();
    await compare(listed({ sid: "SM1", at: ago(1800) }));
    expect(await texts()).toHaveLength(1);
    expect(await watermark()).toEqual(clock);
  });

  it("delays nothing, and an account that is not set up is not called", async () => {
    await connect({ accountSid: "none" });
    await reconcile(jobContext(ctx()), 0);
    expect(twilio.asked).toEqual([]);
  });
});
