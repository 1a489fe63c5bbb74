import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Db } from "@/db/client";
import { makePlace, makeUser, SYSTEM } from "@/db/factories";
import { attachments, consentStates, items, jobs } from "@/db/schema";
import type { InboundMessage } from "@/server/contract/channel";
import { DELIVERY, type DeliveryStatus } from "@/server/contract/conversations";
import type { PersonActor } from "@/server/contract/team";
import { loadAttachment } from "@/server/domain/conversations/attachments/attachments";
import { mirrorAttachment } from "@/server/domain/conversations/attachments/mirror-attachment";
import { claimNextDelivery } from "@/server/domain/conversations/delivery/claim-delivery";
import { deliverMessages } from "@/server/domain/conversations/delivery/deliver-messages";
import { recordDelivery } from "@/server/domain/conversations/delivery/record-delivery";
import { receiveMessage } from "@/server/domain/conversations/receiving/receive-message";
import { sendMessage } from "@/server/domain/conversations/sending/send-message";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { saveConnection } from "@/server/domain/settings/connections";
import { saveEndpoint } from "@/server/domain/settings/endpoints";
import { freshDb } from "@/tests/db";
import { type FakeTwilio, fakeTwilio, says } from "@/tests/fake-twilio";
import { jobContext, runSweeps } from "@/tests/job-context";

const ACCOUNT = `AC${"1".repeat(32)}`;
const PUBLIC = "https://shop.example";
const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

let db: Db;
let twilio: FakeTwilio;
let agent: PersonActor;
let connectionId: string;
let conversationId: string;
let clock: Date;
const now = () => clock;
const ctx = () => createCtx({ db, actor: SYSTEM, now });

async function receive(more: Partial<InboundMessage> = {}) {
  return receiveMessage(
    ctx(),
    { connectionId, consentKeywords: true },
    {
      kind: "message",
      externalId: uuidv7(),
      from: { kind: "phone", value: "+12065550199" },
      displayName: null,
      to: "+12065550110",
      text: "Hello",
      attachments: [],
      alsoKnownAs: [],
      at: now(),
      ...more,
    },
  );
}

beforeEach(async () => {
  clock = new Date();
  ({ db } = await freshDb());
  twilio = await fakeTwilio();
  const config = { accountSid: ACCOUNT, authToken: "t".repeat(32), apiBase: twilio.base };
  ({ id: connectionId } = await saveConnection(ctx(), { kind: "twilio-sms", account: ACCOUNT, label: "SMS", config }));
  const place = await makePlace(db);
  await saveEndpoint(ctx(), { connectionId, address: "+12065550110", label: "texts", placeId: place.id });
  ({ actor: agent } = await makeUser(db, { role: "agent", scopeAll: true }));
  ({ conversationId } = await receive());
});
afterEach(() => twilio.close());

const reply = (body: string) =>
  sendMessage(createCtx({ db, actor: agent, now }), {
    conversationId,
    clientMessageId: uuidv7(),
    body,
    seenSeq: 1000,
    attachmentIds: [],
  });
const deliver = () => deliverMessages(jobContext(ctx()), conversationId);
const stateOf = async (id: string) => {
  const [row] = await db.select().from(items).where(eq(items.id, id));
  return { status: row?.deliveryStatus, error: row?.deliveryError, attempt: row?.attempt, externalId: row?.externalId };
};

describe("delivering", () => {
  it("sends all queued messages in order, with the callback address for reports", async () => {
    const sent = [await reply("one"), await reply("two"), await reply("three")];
    await deliver();
    expect(twilio.asked.map(({ form }) => form.Body)).toEqual(["one", "two", "three"]);
    expect(twilio.asked[0]?.form).toMatchObject({
      From: "+12065550110",
      To: "+12065550199",
      StatusCallback: `${PUBLIC}/api/webhooks/twilio-sms?message=${sent[0]?.id}`,
    });
    expect(await stateOf(sent[0]?.id as string)).toMatchObject({ status: "sent", externalId: "SM1" });
    await deliver();
    expect(twilio.asked).toHaveLength(3);
  });

  it("stores why a number was refused, and sends the next message", async () => {
    twilio.next.push((_, res) => says(res, 400, { code: 21211, message: "bad number", status: 400 }));
    const [bad, good] = [await reply("one"), await reply("two")];
    await deliver();
    expect(await stateOf(bad.id)).toMatchObject({ status: "failed", error: expect.stringContaining("21211") });
    expect(await stateOf(good.id)).toMatchObject({ status: "sent" });
  });

  it("writes the provider's opt-out into the ledger, and sends no more", async () => {
    twilio.next.push((_, res) => says(res, 400, { code: 21610, message: "unsubscribed", status: 400 }));
    const [refused, next] = [await reply("one"), await reply("two")];
    await deliver();
    expect(await stateOf(refused.id)).toMatchObject({ status: "failed", error: "unsubscribed:21610" });
    expect(await db.select().from(consentStates)).toMatchObject([{ identityValue: "+12065550199", state: "revoked" }]);
    expect(await stateOf(next.id)).toMatchObject({ status: "failed" });
    expect(twilio.asked).toHaveLength(1);
    await expect(reply("three")).rejects.toMatchObject({ code: "consent" });
  });

  it("queues a message again that a busy provider did not accept, and a later run sends it once", async () => {
    twilio.next.push((_, res) => says(res, 429, { code: 20429, message: "slow down", status: 429 }));
    const message = await reply("one");
    await expect(deliver()).rejects.toMatchObject({ name: "RetryLater" });
    expect(await stateOf(message.id)).toMatchObject({ status: "queued" });
    await deliver();
    expect(await stateOf(message.id)).toMatchObject({ status: "sent" });
    expect(twilio.asked).toHaveLength(2);
  });

  it("gives up on a provider that is never available, and leaves the message to a person", async () => {
    const message = await reply("one");
    for (let i = 0; i < 20; i++) {
      twilio.next.push((_, res) => says(res, 429, { code: 20429, message: "no", status: 429 }));
      await deliver().catch(() => {});
    }
    expect(await stateOf(message.id)).toMatchObject({ status: "failed" });
    expect(twilio.asked.length).toBeLessThan(12);
  });

  it("never sends a message again that may have been sent", async () => {
    twilio.next.push((_, res) => res.destroy());
    const message = await reply("one");
    await deliver();
    await deliver();
    await runSweeps(jobContext(ctx()));
    expect(await stateOf(message.id)).toMatchObject({ status: "unknown" });
    expect(twilio.asked).toHaveLength(1);
  });

  it("fails with a reason when the account is not set up", async () => {
    await saveConnection(ctx(), { kind: "twilio-sms", account: ACCOUNT, label: "SMS", config: { accountSid: "none" } });
    const message = await reply("one");
    await deliver();
    expect(await stateOf(message.id)).toMatchObject({ status: "failed", error: "notSetUp" });
  });
});

describe("status reports", () => {
  const ranked = (a: DeliveryStatus, b: DeliveryStatus) => DELIVERY.indexOf(a) - DELIVERY.indexOf(b);
  const orders: DeliveryStatus[][] = [
    ["sent", "delivered", "read"],
    ["read", "delivered", "sent"],
    ["delivered", "sent", "delivered"],
    ["delivered", "queued", "sending", "sent"],
    ["failed", "sent"],
  ];
  it.each(orders.map((order) => [order.join(", "), order] as const))("%s end in the latest", async (_, order) => {
    const message = await reply("one");
    await deliver();
    for (const status of [...order, ...order])
      await recordDelivery(
        ctx(),
        { connectionId },
        { kind: "status", externalId: "SM1", messageId: message.id, status, error: status === "failed" ? "no" : null },
      );
    expect(await stateOf(message.id)).toMatchObject({ status: [...order].sort(ranked).at(-1) });
  });

  it("settle a message whose send was cut off, even before its provider id arrives", async () => {
    twilio.next.push((_, res) => res.destroy());
    const message = await reply("one");
    await deliver();
    const report = { kind: "status" as const, externalId: "SM9", messageId: message.id, error: null };
    await recordDelivery(ctx(), { connectionId }, { ...report, status: "delivered" });
    expect(await stateOf(message.id)).toMatchObject({ status: "delivered", externalId: "SM9" });
  });
});

describe("received files", () => {
  const withMedia = async (path: string) => {
    const url = path.startsWith("http") ? path : `${twilio.base}${path}`;
    await receive({ attachments: [{ url, mime: "text/html", name: "media-1" }] });
    const [row] = await db.select().from(attachments).orderBy(attachments.createdAt);
    const attachmentId = row?.id as string;
    return {
      attachmentId,
      fetch: () => mirrorAttachment(jobContext(ctx()), attachmentId),
      state: async () => (await db.select().from(attachments).where(eq(attachments.id, attachmentId)))[0]?.state,
    };
  };
  const gives = (data: string | Buffer) => twilio.next.push((_, res) => void res.writeHead(200).end(data));

  it("are stored with the kind of their bytes, under a safe name", async () => {
    const file = await withMedia("/2010-04-01/ME1");
    gives(PNG);
    await file.fetch();
    expect(await loadAttachment(createCtx({ db, actor: agent, now }), file.attachmentId)).toMatchObject({
      name: "media-1.png",
      mime: "image/png",
    });
    await file.fetch();
    expect(twilio.asked).toHaveLength(1);
  });

  it.each<[string, string | Buffer]>([
    ["HTML", "<html><script>alert(1)</script>"],
    ["SVG", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ["a program", Buffer.from("4d5a90000300000004000000ffff0000", "hex")],
    ["nothing", ""],
    ["an archive", Buffer.from("504b0304140000000800", "hex")],
    ["more than 5 MB", Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)])],
  ])("%s is refused, whatever it is called", async (_, data) => {
    const file = await withMedia("/2010-04-01/ME1");
    gives(data);
    await file.fetch();
    expect(await file.state()).toBe("refused");
  });

  it("are not fetched from anywhere but the connection's own API", async () => {
    for (const url of [
      "http://127.0.0.1:1/x",
      "https://169.254.169.254/latest",
      `${twilio.base.replace("127.0.0.1", "localhost")}/x`,
    ]) {
      const file = await withMedia(url);
      await file.fetch();
      expect(await file.state()).toBe("refused");
      await db.delete(attachments);
    }
    expect(twilio.asked).toHaveLength(0);
  });

  it("wait while the provider is in trouble", async () => {
    const file = await withMedia("/2010-04-01/ME1");
    twilio.next.push((_, res) => void res.writeHead(503).end());
    await expect(file.fetch()).rejects.toMatchObject({ outcome: "unavailable" });
    expect(await file.state()).toBe("pending");
  });
});

describe("every minute", () => {
  const later = (minutes: number) => {
    clock = new Date(clock.getTime() + minutes * 60_000);
  };

  it("marks a send whose worker died as unknown, once its time is over", async () => {
    const message = await reply("one");
    await claimNextDelivery(ctx(), { conversationId });
    await runSweeps(jobContext(ctx()));
    expect(await stateOf(message.id)).toMatchObject({ status: "sending" });
    later(2);
    await runSweeps(jobContext(ctx()));
    expect(await stateOf(message.id)).toMatchObject({ status: "unknown" });
    expect(twilio.asked).toHaveLength(0);
  });

  it("sends queued messages whose job was lost", async () => {
    const message = await reply("one");
    await db.delete(jobs);
    await runSweeps(jobContext(ctx()));
    expect(twilio.asked).toHaveLength(0);
    later(3);
    await runSweeps(jobContext(ctx()));
    expect(await stateOf(message.id)).toMatchObject({ status: "sent" });
  });
});
