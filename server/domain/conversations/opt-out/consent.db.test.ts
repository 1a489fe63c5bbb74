import { asc, eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { consentEvents, conversations, events, items } from "@/db/schema";
import { WEEKDAYS } from "@/server/contract/hours";
import type { Json } from "@/server/contract/setting";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import { openingHours, timeZone } from "@/server/domain/hours/settings";
import { freshDb } from "@/tests/db";
import { inbound, makeStore } from "@/tests/inbound";
import { claimNextDelivery, settleDelivery } from "../delivery/claim-delivery";
import { receiveMessage } from "../receiving/receive-message";
import { retryMessage } from "../sending/retry-message";
import { sendMessage } from "../sending/send-message";
import { recordConsent } from "./record-consent";

const ANA = "+14155550100";
let db: Db;
let store: Awaited<ReturnType<typeof makeStore>>;
let conversationId: string;
beforeEach(async () => {
  ({ db } = await freshDb());
  store = await makeStore(db);
  ({ conversationId } = await store.text(ANA, "Is it in stock?"));
});

const send = (body = "Yes") =>
  sendMessage(store.staff, { conversationId, clientMessageId: uuidv7(), body, seenSeq: 9999 });
const claim = () => claimNextDelivery(store.ctx, { conversationId });
const timeline = () => db.select().from(items).where(eq(items.conversationId, conversationId)).orderBy(asc(items.seq));
const ledger = () => db.select().from(consentEvents).orderBy(asc(consentEvents.recordedAt), asc(consentEvents.id));
const REFUSED = { code: "consent" };

describe("after STOP", () => {
  test("sends and retries are refused, the ledger holds the words, and the timeline says so", async () => {
    await send("before");
    const claimed = await claim();
    const result = { outcome: "failed" as const, error: "no" };
    await settleDelivery(store.ctx, { itemId: claimed?.itemId ?? "", attempt: 1, result });
    await store.text(ANA, " Stop. ");
    await expect(send()).rejects.toMatchObject(REFUSED);
    await expect(retryMessage(store.staff, { conversationId, itemId: claimed?.itemId ?? "" })).rejects.toMatchObject(
      REFUSED,
    );
    expect(await ledger()).toMatchObject([
      { action: "revoke", basis: "keyword", identityValue: ANA, capturedText: " Stop. ", purpose: "service" },
    ]);
    expect((await timeline()).at(-1)?.system).toEqual({ type: "consent_revoked", channel: "sms" });
    expect((await db.select().from(events)).map(({ type }) => type)).toContain("consent.changed");
  });

  test("a message queued before it is not sent", async () => {
    await send("queued");
    await store.text(ANA, "STOP");
    expect(await claim()).toBeNull();
    expect((await timeline()).find((item) => item.body === "queued")).toMatchObject({ deliveryStatus: "failed" });
  });

  test("START lifts it and a bare yes does not; of repeated STOPs the first is the evidence", async () => {
    await store.text(ANA, "STOP");
    await store.text(ANA, "stop");
    await store.text(ANA, "yes");
    await expect(send()).rejects.toMatchObject(REFUSED);
    await store.text(ANA, "start");
    await send();
    const lines = (await timeline()).flatMap((item) => item.system?.type ?? []);
    expect(lines).toEqual(["consent_revoked", "consent_granted", "claimed"]);
  });

  test("a START that arrives late does not lift a STOP that was sent after it, even a repeated one", async () => {
    const ago = (seconds: number, body: string) =>
      receiveMessage(
        store.ctx,
        store.sms,
        inbound(store.endpoint.address, ANA, body, { at: new Date(store.ctx.now().getTime() - seconds * 1000) }),
      );
    await ago(60, "STOP");
    await ago(10, "STOP");
    await ago(30, "START");
    await expect(send()).rejects.toMatchObject(REFUSED);
    await ago(5, "START");
    await send();
  });

  test("every spelling of the number is refused, and another customer is not", async () => {
    await store.text("(415) 555-0100", "unsubscribe");
    await expect(send()).rejects.toMatchObject(REFUSED);
    const other = await store.text("+14155550101", "hi");
    const input = { conversationId: other.conversationId, clientMessageId: uuidv7(), body: "hi", seenSeq: 1 };
    await expect(sendMessage(store.staff, input)).resolves.toBeTruthy();
  });

  test("a customer who texts STOP does not wait for an answer", async () => {
    const { conversationId: id } = await store.text("+14155550102", "STOP");
    const [row] = await db.select().from(conversations).where(eq(conversations.id, id));
    expect(row?.waitingSince).toBeNull();
  });
});

describe("in other words", () => {
  test.each(["Please stop texting me", "no más", "Don't text me anymore", "unsubscribe me", "opt out"])(
    "“%s” is obeyed at once",
    async (words) => {
      await store.text(ANA, words);
      await expect(send()).rejects.toMatchObject(REFUSED);
    },
  );

  test("plain language is marked for a person to review", async () => {
    await store.text(ANA, "please stop texting me");
    expect(await ledger()).toMatchObject([{ action: "revoke", basis: "provisional" }]);
  });

  test.each([
    "Can I stop by at 5?",
    "Please cancel my order",
    "I need help",
    "the end of the street",
    "Don't text me before 9",
  ])("“%s” is no opt-out", async (words) => {
    await store.text(ANA, words);
    await expect(send()).resolves.toBeTruthy();
  });

  test("keywords have no effect on a channel without consent", async () => {
    const { connectionId } = store.endpoint;
    await receiveMessage(store.ctx, { connectionId }, inbound(store.endpoint.address, ANA, "STOP"));
    await expect(send()).resolves.toBeTruthy();
  });
});

describe("automatic replies", () => {
  const text = (body: string) =>
    receiveMessage(store.ctx, { ...store.sms, answersKeywords: true }, inbound(store.endpoint.address, ANA, body));

  test("one confirmation of STOP is sent in spite of it, and nothing after", async () => {
    await text("STOP");
    await text("STOP");
    const answer = await claim();
    expect(answer?.text).toContain("unsubscribed");
    const result = { outcome: "accepted" as const, externalId: "SM1", status: "sent" as const };
    await settleDelivery(store.ctx, { itemId: answer?.itemId ?? "", attempt: 1, result });
    expect(await claim()).toBeNull();
  });

  test("HELP is answered, before and after an opt-out", async () => {
    await text("HELP");
    expect((await claim())?.text).toBe(
      `${store.place.name}: text us here and a person answers. We're always open. Reply STOP to end texts, START to resume.`,
    );
    expect((await ledger()).map((line) => line.action)).toEqual(["confirm"]);
  });

  test("the reply to HELP says whether the place is open, and until when, on its own clock", async () => {
    store.clock.at = new Date("2026-11-20T19:00:00Z");
    const days = Object.fromEntries(WEEKDAYS.map((day) => [day, [{ from: "09:00", to: "18:00" }]])) as Json;
    const set = (key: string, value: Json) =>
      saveSetting(store.ctx, {
        ...{ key, scope: { kind: "place", placeId: store.place.id }, expectedVersion: 0 },
        own: { value },
      });
    await set(timeZone.key, "America/Denver");
    await set(openingHours.key, { kind: "weekly", days });
    await text("HELP");
    expect((await claim())?.text).toContain("We're open until 6:00 PM.");
    store.clock.at = new Date("2026-11-21T05:00:00Z"); // Friday, 10 p.m.
    await text("HELP");
    expect((await timeline()).at(-1)?.body).toContain("We're closed until tomorrow at 9:00 AM.");
  });

  test("we do not answer when the provider does", async () => {
    await store.text(ANA, "HELP");
    await store.text(ANA, "STOP");
    expect(await claim()).toBeNull();
  });
});

describe("opt-outs by other means", () => {
  test("a colleague records a spoken opt-out, and their name and the evidence are kept", async () => {
    const evidence = "Said on the phone: no texts";
    const views = await recordConsent(store.staff, { conversationId, channel: "sms", action: "revoke", evidence });
    expect(views).toMatchObject([{ channel: "sms", purpose: "service", state: "revoked", basis: "spoken" }]);
    expect(await ledger()).toMatchObject([{ actorId: store.actor.id, capturedText: evidence, source: "staff" }]);
    await expect(send()).rejects.toMatchObject(REFUSED);
  });

  test("the provider's own block reaches the ledger", async () => {
    await send();
    const claimed = await claim();
    const result = { outcome: "failed" as const, error: "Opted out", optedOut: true };
    await settleDelivery(store.ctx, { itemId: claimed?.itemId ?? "", attempt: 1, result });
    expect(await ledger()).toMatchObject([{ action: "revoke", basis: "provider" }]);
    await expect(send()).rejects.toMatchObject(REFUSED);
  });
});
