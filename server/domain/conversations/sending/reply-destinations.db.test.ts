import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { makeEndpoint, makePlace, makeUser } from "@/db/factories";
import { conversations, customerIdentities, endpoints, items, unverifiedIdentities } from "@/db/schema";
import type { ReplyDestination } from "@/server/contract/destinations";
import { removeEndpoint } from "@/server/domain/settings/endpoints";
import { freshDb } from "@/tests/db";
import { inbound, makeStore } from "@/tests/inbound";
import { shownText } from "@/tests/shown-text";
import { claimNextDelivery } from "../delivery/claim-delivery";
import { receiveMessage } from "../receiving/receive-message";
import { getConversation } from "../thread/get-conversation";
import { retryMessage } from "./retry-message";
import { sendMessage } from "./send-message";

const PHONE = "+14255550123";
const VISITOR = uuidv7();
let db: Db;
let store: Awaited<ReturnType<typeof makeStore>>;
let chat: Awaited<ReturnType<typeof makeEndpoint>>;
let conversationId: string;

const write = (text: string, more: object = {}) =>
  receiveMessage(
    store.ctx,
    { connectionId: chat.connectionId },
    inbound(chat.address, "", text, { from: { kind: "visitor", value: VISITOR }, at: store.clock.at, ...more }),
  );
const reply = (more: object = {}) =>
  sendMessage(store.staff, { conversationId, clientMessageId: uuidv7(), body: "Hello", seenSeq: 99, ...more });
const detail = (actor = store.actor) => getConversation({ ...store.staff, actor }, { conversationId });
const refOf = ({ endpointId, identityId }: ReplyDestination) => ({ endpointId: endpointId as string, identityId });
const by = (list: ReplyDestination[], channel: string) => list.find((one) => one.channel === channel)!;
const lastItem = async () =>
  (await db.select().from(items).where(eq(items.conversationId, conversationId))).sort((a, b) => b.seq - a.seq)[0]!;

/** A visitor whose phone number the site has proven. */
beforeEach(async () => {
  ({ db } = await freshDb());
  store = await makeStore(db);
  chat = await makeEndpoint(db, { placeId: store.place.id, channel: "webchat" });
  ({ conversationId } = await write("Is it in stock?", { alsoKnownAs: [{ kind: "phone", value: PHONE }] }));
});

describe("reply destinations", () => {
  test("the channel of the customer's last message comes first, and their other ways follow", async () => {
    const { destinations, replyBlocked } = await detail();
    expect(destinations.map(({ channel, isLastUsed, blocked }) => [channel, isLastUsed, blocked])).toEqual([
      ["webchat", true, null],
      ["twilio-sms", false, null],
    ]);
    expect(replyBlocked).toBeNull();
    expect(by(destinations, "twilio-sms").contact).toBe("+1 425 555 0123");
    await store.text(PHONE, "now by text");
    expect((await detail()).destinations.map(({ channel }) => channel)).toEqual(["twilio-sms", "webchat"]);
  });

  test("a reply leaves through the chosen destination, and the default stays the customer's last channel", async () => {
    const { destinations } = await detail();
    await reply({ to: refOf(by(destinations, "twilio-sms")) });
    expect(await lastItem()).toMatchObject({ channel: "twilio-sms", contactKind: "phone", contactValue: PHONE });
    expect(await claimNextDelivery(store.ctx, { conversationId })).toMatchObject({
      from: store.endpoint.address,
      to: { kind: "phone", value: PHONE },
    });
    expect((await detail()).destinations[0]).toMatchObject({ channel: "webchat", isLastUsed: true });
    await reply();
    expect(await lastItem()).toMatchObject({ channel: "webchat", contactKind: "visitor", contactValue: VISITOR });
  });

  test("another customer's address, a number of another place and a made-up pair are refused, and nothing is written", async () => {
    const { destinations } = await detail();
    const mine = refOf(by(destinations, "twilio-sms"));
    const other = await store.text("+14255550999", "I am somebody else");
    const [theirs] = await db.select().from(customerIdentities).where(eq(customerIdentities.value, "+14255550999"));
    const elsewhere = await makeEndpoint(db, { placeId: (await makePlace(db)).id });
    for (const to of [
      { ...mine, identityId: theirs!.id },
      { ...mine, identityId: other.conversationId },
      { ...mine, endpointId: elsewhere.id },
      { ...mine, endpointId: chat.id },
      { endpointId: uuidv7(), identityId: uuidv7() },
    ])
      await expect(reply({ to })).rejects.toMatchObject({ code: "invalid" });
    expect((await lastItem()).direction).toBe("in");
  });

  test("the consent of the chosen address is checked in the sending transaction, and shown per destination", async () => {
    const { destinations } = await detail();
    const sms = refOf(by(destinations, "twilio-sms"));
    await store.text(PHONE, "STOP");
    await write("still here");
    const after = await detail();
    expect(by(after.destinations, "twilio-sms").blocked).toEqual({ reason: "optedOut" });
    expect(by(after.destinations, "webchat").blocked).toBeNull();
    expect(after.replyBlocked).toBeNull();
    await expect(reply({ to: sms })).rejects.toMatchObject({ code: "consent" });
    await expect(reply()).resolves.toMatchObject({ channel: "webchat" });
  });

  test("a masked reader chooses a destination without learning the address behind it", async () => {
    const { actor } = await makeUser(db, { role: "partner_agent", placeIds: [store.place.id] });
    const { destinations } = await detail(actor);
    expect(destinations.map(({ contact }) => contact)).toEqual(["Web visitor", "Phone ••••"]);
    expect(shownText(destinations)).not.toMatch(/0123/);
    const to = refOf(by(destinations, "twilio-sms"));
    await sendMessage(
      { ...store.staff, actor },
      { ...{ conversationId, body: "Hi", seenSeq: 9 }, clientMessageId: uuidv7(), to },
    );
    expect(await lastItem()).toMatchObject({ contactValue: PHONE });
  });

  test("an e-mail address is listed as not reachable", async () => {
    await db.insert(customerIdentities).values({
      kind: "email",
      value: "ana@example.com",
      customerId: (await db.select().from(conversations))[0]!.customerId,
      source: "shop",
    });
    expect((await detail()).destinations.at(-1)).toMatchObject({
      endpointId: null,
      contact: "ana@example.com",
      blocked: { reason: "noEmailChannel" },
    });
  });

  test("a number that moved to another customer is reached only in the conversation it wrote", async () => {
    const texts = await store.text("+14255550777", "first");
    await db.delete(customerIdentities).where(eq(customerIdentities.value, "+14255550777"));
    const { destinations } = await getConversation(store.staff, { conversationId: texts.conversationId });
    expect(destinations).toMatchObject([{ channel: "twilio-sms", isLastUsed: true, blocked: null }]);
    await expect(
      sendMessage(store.staff, {
        conversationId: texts.conversationId,
        clientMessageId: uuidv7(),
        body: "yes",
        seenSeq: 9,
        to: refOf(destinations[0]!),
      }),
    ).resolves.toMatchObject({ channel: "twilio-sms" });
  });
});

describe("a contact that a visitor left", () => {
  const leave = async (value: string, id = uuidv7()) => {
    const { customerId } = (await db.select().from(conversations))[0]!;
    await db
      .insert(unverifiedIdentities)
      .values({ id, visitorId: VISITOR, customerId, kind: "phone", value })
      .onConflictDoUpdate({ target: unverifiedIdentities.visitorId, set: { id, value } });
  };

  test("is a destination marked as unverified, and a reply for the contact before a change is refused", async () => {
    await leave("+14255550001");
    const left = (await detail()).destinations.find((one) => !one.isVerified)!;
    expect(left).toMatchObject({ channel: "twilio-sms", contact: "+1 425 555 0001", blocked: null });
    await leave("+14255550002");
    await expect(reply({ to: refOf(left) })).rejects.toMatchObject({ code: "invalid" });
  });

  test("whose message failed is not texted again after the visitor corrected it", async () => {
    await leave("+14255550001");
    const left = (await detail()).destinations.find((one) => !one.isVerified)!;
    const sent = await reply({ to: refOf(left) });
    await db.update(items).set({ deliveryStatus: "failed" }).where(eq(items.id, sent.id));
    await leave("+14255550002");
    await expect(retryMessage(store.staff, { conversationId, itemId: sent.id })).rejects.toMatchObject({
      code: "invalid",
    });
  });
});

describe("a removed endpoint", () => {
  const remove = (endpointId: string) => removeEndpoint(store.ctx, { endpointId });

  test("is replaced by another number of the place; without one the customer is not reachable", async () => {
    const { conversationId: id } = await store.text("+14255550777", "hello");
    const open = () => getConversation(store.staff, { conversationId: id });
    const second = await makeEndpoint(db, { placeId: store.place.id, connectionId: store.endpoint.connectionId });
    await remove(store.endpoint.id);
    expect((await open()).destinations[0]).toMatchObject({ endpointId: second.id, blocked: null });
    await sendMessage(store.staff, { conversationId: id, clientMessageId: uuidv7(), body: "yes", seenSeq: 9 });
    expect(await claimNextDelivery(store.ctx, { conversationId: id })).toMatchObject({ from: second.address });
    await remove(second.id);
    expect(await open()).toMatchObject({ replyBlocked: { reason: "noTextNumber" } });
    await expect(
      sendMessage(store.staff, { conversationId: id, clientMessageId: uuidv7(), body: "yes", seenSeq: 9 }),
    ).rejects.toMatchObject({ code: "invalid" });
  });

  test("fails its queued messages, with the reason, and refuses a retry", async () => {
    const { destinations } = await detail();
    const item = await reply({ to: refOf(by(destinations, "twilio-sms")) });
    await remove(store.endpoint.id);
    expect(await claimNextDelivery(store.ctx, { conversationId })).toBeNull();
    expect(await lastItem()).toMatchObject({
      deliveryStatus: "failed",
      deliveryError: "endpointRemoved",
    });
    await expect(retryMessage(store.staff, { conversationId, itemId: item.id })).rejects.toMatchObject({
      code: "invalid",
    });
  });

  test("refuses inbound messages, keeps its history, and receives again once it is added again", async () => {
    const { conversationId: id } = await store.text("+14255550777", "hello");
    await remove(store.endpoint.id);
    await expect(store.text("+14255550777", "anybody?")).rejects.toMatchObject({ code: "not_found" });
    await expect(store.text("+14255550888", "new here")).rejects.toMatchObject({ code: "not_found" });
    expect((await getConversation(store.staff, { conversationId: id })).items).toHaveLength(1);
    await db.update(endpoints).set({ removedAt: null }).where(eq(endpoints.id, store.endpoint.id));
    expect(await store.text("+14255550777", "and now?")).toMatchObject({ conversationId: id, seq: 2 });
  });

  test("of a site leaves its visitor without a channel, and the reply is not sent as a text instead", async () => {
    await remove(chat.id);
    const { destinations, replyBlocked } = await detail();
    expect(replyBlocked).toEqual({ reason: "chatRemoved" });
    expect(by(destinations, "twilio-sms").blocked).toBeNull();
    await expect(reply()).rejects.toMatchObject({ code: "invalid" });
    await expect(reply({ to: refOf(by(destinations, "twilio-sms")) })).resolves.toMatchObject({
      channel: "twilio-sms",
    });
  });
});
