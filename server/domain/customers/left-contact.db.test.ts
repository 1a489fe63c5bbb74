import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { makeCustomer, makeEndpoint, makePlace } from "@/db/factories";
import {
  consentEvents,
  consentStates,
  conversations,
  customerIdentities,
  events,
  items,
  unverifiedIdentities,
} from "@/db/schema";
import { freshDb } from "@/tests/db";
import { inbound, makeStore } from "@/tests/inbound";
import { recordConsent } from "../conversations/opt-out/record-consent";
import { receiveInbound } from "../conversations/receiving/receive-inbound";
import { receiveMessage } from "../conversations/receiving/receive-message";
import { sendMessage } from "../conversations/sending/send-message";
import { customerContext } from "../conversations/thread/customer-context";
import { getConversation } from "../conversations/thread/get-conversation";
import { checkContact, contactOf, saveContact } from "./left-contact";

const VISITOR = uuidv7();
const PHONE = "+14255550123";
let db: Db;
let store: Awaited<ReturnType<typeof makeStore>>;
let chat: Awaited<ReturnType<typeof makeEndpoint>>;

beforeEach(async () => {
  ({ db } = await freshDb());
  store = await makeStore(db);
  chat = await makeEndpoint(db, { placeId: store.place.id, channel: "webchat" });
});

const write = (text: string, leftContact: string | null = null, visitor = VISITOR) =>
  receiveMessage(
    store.ctx,
    { connectionId: chat.connectionId },
    inbound(chat.address, "", text, { from: { kind: "visitor", value: visitor }, at: store.clock.at, leftContact }),
  );
const context = (conversationId: string) => customerContext(store.staff, { conversationId });
const destination = async (conversationId: string) =>
  (await getConversation(store.staff, { conversationId })).destinations.find((one) => !one.isVerified)!;
const textLeft = async (conversationId: string) => {
  const { endpointId, identityId } = await destination(conversationId);
  const to = { endpointId: endpointId as string, identityId };
  return sendMessage(store.staff, { conversationId, clientMessageId: uuidv7(), body: "It is here", seenSeq: 9, to });
};
const said = async (conversationId: string) =>
  (await db.select().from(items).where(eq(items.conversationId, conversationId))).map(({ body }) => body);

describe("a contact that a visitor leaves with a message", () => {
  test("is stored normalized and unverified, shown to staff as such, and not part of the text", async () => {
    const { conversationId } = await write("Call me", "(425) 555-0123");
    expect(await db.select().from(unverifiedIdentities)).toMatchObject([
      { visitorId: VISITOR, kind: "phone", value: PHONE },
    ]);
    expect(await said(conversationId)).toEqual(["Call me"]);
    expect((await context(conversationId)).identities).toEqual([
      { kind: "visitor", label: "Web visitor", isVerified: true },
      { kind: "phone", label: "+1 425 555 0123", isVerified: false },
    ]);
    expect((await db.select().from(events)).map(({ type }) => type)).toContain("customer.changed");
  });

  test("can be texted, and leaving it is the evidence of consent", async () => {
    const { conversationId } = await write("Call me", PHONE);
    const [line] = await db.select().from(consentEvents);
    expect(line).toMatchObject({
      identityValue: PHONE,
      purpose: "service",
      action: "grant",
      basis: "left_contact",
      source: "webchat",
    });
    await textLeft(conversationId);
    const sent = (await db.select().from(items).where(eq(items.direction, "out")))[0]!;
    expect(sent).toMatchObject({ channel: "twilio-sms", contactValue: PHONE, consentEventId: line!.id });
  });

  test("that is invalid stays in the message, so that it is not lost", async () => {
    const { conversationId } = await write("Call me", "ask for Bob");
    expect(await db.select().from(unverifiedIdentities)).toEqual([]);
    expect(await said(conversationId)).toEqual(["Call me\n\nContact: ask for Bob"]);
  });

  test("replaces the previous one, and the same contact again changes nothing", async () => {
    const { conversationId } = await write("Call me", PHONE);
    const before = (await context(conversationId)).customer.version;
    await write("Hello?", "425 555 0123");
    expect((await context(conversationId)).customer.version).toBe(before);
    await write("Or mail me", "Maya@Example.com");
    expect((await context(conversationId)).identities.filter((one) => !one.isVerified)).toEqual([
      { kind: "email", label: "maya@example.com", isVerified: false },
    ]);
    expect(await destination(conversationId)).toMatchObject({
      endpointId: null,
      blocked: { reason: "noEmailChannel" },
    });
  });
});

describe("somebody else's number, left by a visitor", () => {
  test("neither joins their customer nor shows their history, and their texts never reach the visitor's conversation", async () => {
    const owner = await store.text(PHONE, "I bought a lamp");
    const { conversationId } = await write("What did I order?", PHONE);
    const [theirs, mine] = [await context(owner.conversationId), await context(conversationId)];
    expect(mine.customer.id).not.toBe(theirs.customer.id);
    expect(mine.earlier).toEqual([]);
    expect(theirs.identities).toEqual([{ kind: "phone", label: "+1 425 555 0123", isVerified: true }]);
    expect(await store.text(PHONE, "still me")).toMatchObject({ conversationId: owner.conversationId });
    expect(await said(conversationId)).toEqual(["What did I order?"]);
  });

  test("does not take the number: somebody who texts from it later is a customer of their own", async () => {
    const { conversationId } = await write("Call me", PHONE);
    await textLeft(conversationId);
    const answer = await store.text(PHONE, "Who is this?");
    expect(answer.conversationId).not.toBe(conversationId);
    const [identity] = await db.select().from(customerIdentities).where(eq(customerIdentities.value, PHONE));
    expect(identity!.customerId).toBe((await context(answer.conversationId)).customer.id);
  });

  test("stays opted out: leaving it lifts no STOP, before or after, and blocks the reply", async () => {
    const sms = { ...store.sms, consentKeywords: true };
    await receiveInbound(store.ctx, sms, inbound(store.endpoint.address, PHONE, "STOP", { at: store.clock.at }));
    const { conversationId } = await write("Call me", PHONE);
    await write("Really", "+14255550124");
    await write("Call me, I said", PHONE);
    expect(await db.select().from(consentStates).where(eq(consentStates.identityValue, PHONE))).toMatchObject([
      { state: "revoked" },
    ]);
    expect((await destination(conversationId)).blocked).toEqual({ reason: "optedOut" });
    await expect(textLeft(conversationId)).rejects.toMatchObject({ code: "consent" });
  });

  test("is covered by an opt-out that a colleague records, but not by a consent that they record", async () => {
    const { conversationId } = await write("Stop texting me", PHONE);
    const record = (action: "grant" | "revoke") =>
      recordConsent(store.staff, { conversationId, channel: "sms", action, evidence: "said so in the chat" });
    await record("revoke");
    expect((await destination(conversationId)).blocked).toEqual({ reason: "optedOut" });
    await expect(record("grant")).rejects.toMatchObject({ code: "invalid" });
  });
});

describe("changing a contact", () => {
  test("is possible for a visitor who has written, and so is removing it", async () => {
    const { conversationId } = await write("Call me", PHONE);
    const change = (contact: { kind: "phone" | "email"; value: string } | null) =>
      saveContact(store.ctx, { visitorId: VISITOR, contact });
    await change({ kind: "phone", value: "+14255550199" });
    expect(await contactOf(db, VISITOR)).toEqual({ kind: "phone", label: "+1 425 555 0199" });
    expect((await destination(conversationId)).contact).toBe("+1 425 555 0199");
    await change(null);
    await change(null);
    expect(await contactOf(db, VISITOR)).toBeNull();
    expect(await destination(conversationId)).toBeUndefined();
  });

  test("stores nothing for a visitor who has not written yet", async () => {
    await saveContact(store.ctx, { visitorId: uuidv7(), contact: { kind: "phone", value: PHONE } });
    expect(await db.select().from(unverifiedIdentities)).toEqual([]);
    expect(await db.select().from(conversations)).toEqual([]);
  });
});

describe("a contact", () => {
  test("is a whole number, national ones of the place's own country, or an e-mail address", async () => {
    const london = await makePlace(db);
    await makeEndpoint(db, { placeId: london.id, address: "+442079460958" });
    const [us, uk] = [store.place.id, london.id];
    expect(await checkContact(db, us, "425-555-0123")).toEqual({ kind: "phone", value: PHONE });
    expect(await checkContact(db, uk, "020 7946 0018")).toEqual({ kind: "phone", value: "+442079460018" });
    expect(await checkContact(db, uk, "+1 425 555 0123")).toEqual({ kind: "phone", value: PHONE });
    expect(await checkContact(db, us, " Maya@Example.COM ")).toEqual({ kind: "email", value: "maya@example.com" });
    for (const typed of [
      "",
      "911",
      "555-0123",
      "maya",
      "maya@",
      "@example.com",
      "a@b",
      "425 555 01234567890",
      "<b>@x.y",
    ])
      await expect(checkContact(db, us, typed), typed).rejects.toMatchObject({ code: "invalid" });
  });

  test("a customer's proven number is listed once, as proven", async () => {
    const customer = await makeCustomer(db, {
      identities: [
        { kind: "visitor", value: VISITOR },
        { kind: "phone", value: PHONE },
      ],
    });
    const { conversationId } = await write("Call me", PHONE);
    const { identities, customer: shown } = await context(conversationId);
    expect(shown.id).toBe(customer.id);
    expect(identities.filter(({ kind }) => kind === "phone")).toEqual([
      { kind: "phone", label: "+1 425 555 0123", isVerified: true },
    ]);
  });
});
