import { asc, eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Db } from "@/db/client";
import { makePlace, makeUser, SYSTEM } from "@/db/factories";
import { attachments, consentStates, conversations, items } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { receiveInbound } from "@/server/domain/conversations/receiving/receive-inbound";
import { sendMessage } from "@/server/domain/conversations/sending/send-message";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { saveConnection } from "@/server/domain/settings/connections";
import { saveEndpoint } from "@/server/domain/settings/endpoints";
import { metrics } from "@/server/lib/metrics";
import { freshDb } from "@/tests/db";
import { type FakeTwilio, fakeTwilio, listed, says } from "@/tests/fake-twilio";
import { inbound } from "@/tests/inbound";
import { jobContext } from "@/tests/job-context";
import { deliverMessages } from "../delivery/deliver-messages";
import { reconcile } from "./reconcile";

const ACCOUNT = `AC${"1".repeat(32)}`;
const [PINE, LAKE] = ["+12065550110", "+12065550111"] as const;
const [ANA, BEN] = ["+12065550199", "+12065550198"] as const;

vi.setConfig({ testTimeout: 60_000 });

let db: Db;
let twilio: FakeTwilio;
let clock: Date;
let connectionId: Id;
let places: Record<string, Id>;
let agent: PersonActor;
const now = () => clock;
const ctx = () => createCtx({ db, actor: SYSTEM, now });
const ago = (seconds: number) => new Date(Math.floor(clock.getTime() / 1000) * 1000 - seconds * 1000);

beforeEach(async () => {
  clock = new Date();
  ({ db } = await freshDb());
  twilio = await fakeTwilio();
  await connect();
  places = {};
  for (const address of [PINE, LAKE]) {
    const { id } = await makePlace(db);
    places[address] = id;
    await saveEndpoint(ctx(), { connectionId, address, label: "texts", placeId: id });
  }
  ({ actor: agent } = await makeUser(db, { role: "agent", scopeAll: true }));
});
afterEach(() => twilio.close());

async function connect(more: object = {}): Promise<void> {
  const config = { accountSid: ACCOUNT, authToken: "t".repeat(32), apiBase: twilio.base, ...more };
  ({ id: connectionId } = await saveConnection(ctx(), { kind: "twilio-sms", account: ACCOUNT, label: "SMS", config }));
}
const pass = (seconds: number) => {
  clock = new Date(clock.getTime() + seconds * 1000);
};
/** One run in which the provider lists these messages, newest first. */
async function compare(...messages: ReturnType<typeof listed>[]): Promise<void> {
  const newestFirst = [...messages].sort((a, b) => Date.parse(b.date_sent) - Date.parse(a.date_sent));
  twilio.next.push((_, res) => says(res, 200, { messages: newestFirst, next_page_uri: null }));
  await reconcile(jobContext(ctx()), 0);
}
const webhook = (externalId: string, body = "Hello", from: string = ANA) =>
  receiveInbound(ctx(), { connectionId, consentKeywords: true }, inbound(PINE, from, body, { externalId, at: clock }));
const texts = async (direction: "in" | "out" = "in") =>
  await db
    .select()
    .from(items)
    .where(eq(items.direction, direction))
    .orderBy(asc(items.conversationId), asc(items.seq));
async function reply(conversationId: Id, body: string) {
  const input = { conversationId, clientMessageId: uuidv7(), body, seenSeq: 1000, attachmentIds: [] };
  return sendMessage(createCtx({ db, actor: agent, now }), input);
}
const deliver = (conversationId: Id) => deliverMessages(jobContext(ctx()), conversationId);
const stateOf = async (id: Id) => {
  const [row] = await db.select().from(items).where(eq(items.id, id));
  return [row?.deliveryStatus, row?.externalId];
};
const counted = async (what: string) =>
  Number(
    new RegExp(`storeline_reconciled_total\\{channel="twilio-sms",what="${what}"\\} (\\d+)`).exec(
      await metrics.metrics(),
    )?.[1] ?? 0,
  );

describe("a text whose webhook was lost", () => {
  it("is received once, like a webhook; its late webhook is a duplicate", async () => {
    const before = await counted("received");
    const lost = listed({ sid: "SM1", at: ago(60), body: "Is it there?" });
    await compare(lost);
    await compare(lost);
    expect(await texts()).toMatchObject([{ body: "Is it there?", externalId: "SM1", contactValue: ANA, at: ago(60) }]);
    expect(await webhook("SM1")).toMatchObject({ outcome: "duplicate" });
    expect(await texts()).toHaveLength(1);
    expect((await counted("received")) - before).toBe(1);
  });

  it("goes to its own place, and several keep the order in which they were written", async () => {
    await compare(
      listed({ sid: "SM2", at: ago(90), body: "second" }),
      listed({ sid: "SM4", at: ago(50), body: "elsewhere", to: LAKE, from: BEN }),
      listed({ sid: "SM1", at: ago(120), body: "first" }),
      listed({ sid: "SM3", at: ago(60), body: "third" }),
    );
    const all = await db.select().from(conversations);
    const at = (place: string) => all.find((one) => one.placeId === places[place])?.id;
    const bodies = async (place: string) =>
      (await texts()).filter((item) => item.conversationId === at(place)).map(({ body, seq }) => [seq, body]);
    expect(await bodies(PINE)).toEqual([
      [1, "first"],
      [2, "second"],
      [3, "third"],
    ]);
    expect(await bodies(LAKE)).toEqual([[1, "elsewhere"]]);
  });

  it("joins the conversation that its customer has open", async () => {
    const { conversationId } = await webhook("SM1", "Hello");
    await compare(listed({ sid: "SM2", at: ago(60), body: "Anybody?" }), listed({ sid: "SM1", at: ago(70) }));
    expect((await texts()).map((item) => [item.conversationId, item.seq, item.body])).toEqual([
      [conversationId, 1, "Hello"],
      [conversationId, 2, "Anybody?"],
    ]);
  });

  it("arrives with its pictures", async () => {
    const lost = listed({ sid: "MM1", at: ago(60), body: "Look", num_media: "1" });
    twilio.next.push((_, res) => says(res, 200, { messages: [lost], next_page_uri: null }));
    twilio.next.push((_, res) => says(res, 200, { media_list: [{ sid: "ME1", content_type: "image/png" }] }));
    await reconcile(jobContext(ctx()), 0);
    expect(await db.select().from(attachments)).toMatchObject([
      { state: "pending", mime: "image/png", sourceUrl: expect.stringMatching(/\/Messages\/MM1\/Media\/ME1$/) },
    ]);
  });

  it("is left to its webhook while that may still arrive, and to another account that has the number", async () => {
    await compare(
      listed({ sid: "SM1", at: ago(1) }),
      listed({ sid: "SM2", at: ago(60), to: "+12065559999" }),
      listed({ sid: "SM3", at: ago(60), body: "" }),
    );
    expect(await texts()).toEqual([]);
    clock = new Date(clock.getTime() + 60_000);
    await compare(listed({ sid: "SM1", at: ago(61) }));
    expect(await texts()).toHaveLength(1);
  });
});

describe("consent keywords", () => {
  it("a STOP found in the list is applied; an automatic reply that would be too late is not sent", async () => {
    await connect({ answersKeywords: true });
    await compare(listed({ sid: "SM1", at: ago(600), body: "STOP" }));
    expect(await db.select().from(consentStates)).toMatchObject([{ identityValue: ANA, state: "revoked" }]);
    expect(await texts("out")).toEqual([]);
    await compare(listed({ sid: "SM2", at: ago(60), body: "STOP", from: BEN }));
    expect(await texts("out")).toMatchObject([{ contactValue: BEN, body: expect.stringContaining("unsubscribed") }]);
  });

  it("a START found after a later STOP does not lift it; one written after it does", async () => {
    await webhook("SM9", "STOP");
    await compare(listed({ sid: "SM1", at: ago(60), body: "START" }));
    expect(await db.select().from(consentStates)).toMatchObject([{ state: "revoked" }]);
    clock = new Date(clock.getTime() + 120_000);
    await compare(listed({ sid: "SM2", at: ago(60), body: "START" }));
    expect(await db.select().from(consentStates)).toMatchObject([{ state: "granted" }]);
  });
});

describe("a message of ours", () => {
  const ours = { direction: "outbound-api", from: PINE, to: ANA };
  let conversationId: Id;
  beforeEach(async () => {
    ({ conversationId } = await webhook("SM0"));
  });
  /** A send whose call was cut off, so its outcome and its provider id are unknown. */
  async function unknownSends(body: string) {
    twilio.next.push((_, res) => res.destroy());
    const { id } = await reply(conversationId, body);
    await deliver(conversationId);
    expect(await stateOf(id)).toEqual(["unknown", null]);
    return id;
  }

  it("with an unknown outcome is settled by the list, and counted once", async () => {
    const before = await counted("settled");
    const id = await unknownSends("We have it");
    const found = listed({ ...ours, sid: "SM1", at: ago(0), body: "We have it", status: "delivered" });
    pass(61);
    await compare(found);
    await compare(found);
    expect(await stateOf(id)).toEqual(["delivered", "SM1"]);
    expect((await counted("settled")) - before).toBe(1);
    expect(twilio.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it("is matched by its text and numbers only, in order, and stays unknown without a match", async () => {
    const [first, again, other] = [await unknownSends("Yes"), await unknownSends("Yes"), await unknownSends("No")];
    pass(61);
    await compare(
      listed({ ...ours, sid: "SM1", at: ago(62), body: "Yes", status: "sent" }),
      listed({ ...ours, sid: "SM2", at: ago(61), body: "Yes", status: "undelivered", error_code: 30003 }),
      listed({ ...ours, sid: "SM3", at: ago(61), body: "No", to: BEN, status: "sent" }),
      listed({ ...ours, sid: "SM4", at: ago(61), body: "No", from: LAKE, status: "sent" }),
      listed({ ...ours, sid: "SM5", at: ago(500), body: "No", status: "sent" }),
    );
    expect(await stateOf(first)).toEqual(["sent", "SM1"]);
    expect(await stateOf(again)).toEqual(["failed", "SM2"]);
    expect(await stateOf(other)).toEqual(["unknown", null]);
  });

  it("is not settled by another's provider id", async () => {
    const { id: sent } = await reply(conversationId, "Yes");
    await deliver(conversationId);
    const [, sid] = await stateOf(sent);
    const unknownSend = await unknownSends("Yes");
    pass(61);
    await compare(listed({ ...ours, sid: `${sid}`, at: ago(61), body: "Yes", status: "delivered" }));
    expect(await stateOf(sent)).toEqual(["delivered", sid]);
    expect(await stateOf(unknownSend)).toEqual(["unknown", null]);
  });

  it("is not settled by a message whose call has not returned; later each has its own provider id", async () => {
    const unknownSend = await unknownSends("Yes");
    const asked = new Promise<() => void>((isAsked) => {
      twilio.next.push((_, res) => isAsked(() => says(res, 201, { sid: "SM2", status: "queued" })));
    });
    const { id: flying } = await reply(conversationId, "Yes");
    const delivering = deliver(conversationId);
    const answer = await asked;
    const list = [
      listed({ ...ours, sid: "SM1", at: ago(1), body: "Yes", status: "sent" }),
      listed({ ...ours, sid: "SM2", at: ago(0), body: "Yes", status: "sent" }),
    ];
    await compare(list[1] as (typeof list)[0]);
    answer();
    await delivering;
    expect([await stateOf(unknownSend), await stateOf(flying)]).toEqual([
      ["unknown", null],
      ["sent", "SM2"],
    ]);
    pass(61);
    await compare(...list);
    expect([await stateOf(unknownSend), await stateOf(flying)]).toEqual([
      ["sent", "SM1"],
      ["sent", "SM2"],
    ]);
  });

  it("whose report was lost gets the listed status, and never an earlier one", async () => {
    const { id } = await reply(conversationId, "Yes");
    await deliver(conversationId);
    const [, sid] = await stateOf(id);
    const entry = { ...ours, sid: `${sid}`, at: ago(0), body: "Yes" };
    await compare(listed({ ...entry, status: "delivered" }));
    await compare(listed({ ...entry, status: "sent" }));
    expect(await stateOf(id)).toEqual(["delivered", sid]);
  });
});
