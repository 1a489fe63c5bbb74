import { and, asc, eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { makePlace, makeUser } from "@/db/factories";
import { attachments, conversations, events, items, jobs } from "@/db/schema";
import { freshDb } from "@/tests/db";
import { inbound, makeStore } from "@/tests/inbound";
import { loadAttachment, storeUpload } from "../attachments/attachments";
import { claimNextDelivery, settleDelivery } from "../delivery/claim-delivery";
import { receiveMessage } from "../receiving/receive-message";
import { addNote } from "../thread/add-note";
import { retryMessage } from "./retry-message";
import { sendMessage } from "./send-message";

let db: Db;
let store: Awaited<ReturnType<typeof makeStore>>;
let conversationId: string;
beforeEach(async () => {
  ({ db } = await freshDb());
  store = await makeStore(db);
  ({ conversationId } = await store.text("+14155550100", "Is it in stock?"));
  await db.update(conversations).set({ assigneeId: store.actor.id });
});

const message = (body: string, more: object = {}) => ({
  conversationId,
  clientMessageId: uuidv7(),
  body,
  seenSeq: 1,
  ...more,
});
const conversation = async () => (await db.select().from(conversations).where(eq(conversations.id, conversationId)))[0];
const outbound = () =>
  db
    .select()
    .from(items)
    .where(and(eq(items.conversationId, conversationId), eq(items.direction, "out")))
    .orderBy(asc(items.seq));

describe("sending", () => {
  test("a reply is queued, ends the wait, and a job will send it", async () => {
    const item = await sendMessage(store.staff, message("  Yes, two left. "));
    expect(item).toMatchObject({
      seq: 2,
      body: "Yes, two left.",
      author: { id: store.actor.id },
      delivery: { status: "queued", error: null, attempt: 1, undoable: false },
    });
    expect(await conversation()).toMatchObject({ waitingSince: null, preview: "Yes, two left.", lastOutboundSeq: 2 });
    expect((await db.select().from(jobs)).map(({ name }) => name)).toEqual(["deliver-messages"]);
    expect((await db.select().from(events).orderBy(asc(events.id))).at(-1)).toMatchObject({
      type: "message.sent",
      payload: { conversationId, seqs: [2] },
    });
  });

  test("the same text of the same person from a device that has not seen the first is refused, until they say so or have seen it", async () => {
    await sendMessage(store.staff, message("Yes"));
    const again = message("Yes");
    const refusal = { code: "conflict", reason: "alreadySent", details: { items: [{ body: "Yes" }] } };
    await expect(sendMessage(store.staff, again)).rejects.toMatchObject(refusal);
    await sendMessage(store.staff, message("And two more"));
    await sendMessage(store.staff, { ...again, force: true });
    await sendMessage(store.staff, message("Yes", { seenSeq: 4 }));
    expect((await outbound()).map(({ body }) => body)).toEqual(["Yes", "And two more", "Yes", "Yes"]);
  });

  test("a text longer than its channel allows is refused with both lengths, and nothing is queued", async () => {
    await sendMessage(store.staff, message("a".repeat(1600)));
    await expect(sendMessage(store.staff, message("a".repeat(2000)))).rejects.toMatchObject({
      code: "invalid",
      message: "SMS carries at most 1,600 characters, and this reply has 2,000. Shorten it.",
    });
    expect(await outbound()).toHaveLength(1);
  });

  test("the same client id is the same message, and another text under it is refused", async () => {
    const input = message("Yes");
    const [first, again] = await Promise.all([sendMessage(store.staff, input), sendMessage(store.staff, input)]);
    expect(again).toEqual(first);
    expect(await outbound()).toHaveLength(1);
    await expect(sendMessage(store.staff, { ...input, body: "No" })).rejects.toMatchObject({ code: "conflict" });
    const note = { conversationId, clientMessageId: input.clientMessageId, body: "Yes" };
    await expect(addNote(store.staff, note)).rejects.toMatchObject({ code: "conflict" });
  });

  test("a repeated request returns the same message even after its author has lost the conversation; new messages are refused", async () => {
    const input = message("Yes");
    const note = { conversationId, clientMessageId: uuidv7(), body: "Two left" };
    const sent = await sendMessage(store.staff, input);
    const written = await addNote(store.staff, note);
    const elsewhere = await makePlace(db);
    await db.update(conversations).set({ assigneeId: null, placeId: elsewhere.id });
    expect(await sendMessage(store.staff, input)).toEqual(sent);
    expect(await addNote(store.staff, note)).toEqual(written);
    await expect(sendMessage(store.staff, message("More"))).rejects.toMatchObject({ code: "not_found" });
    await expect(addNote(store.staff, { ...note, clientMessageId: uuidv7() })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await outbound()).toHaveLength(1);
  });

  test("a reply whose author has not seen a colleague's reply is refused with the difference, and can be forced", async () => {
    const { actor } = await makeUser(db, { placeIds: [store.place.id] });
    const colleague = { ...store.staff, actor };
    await sendMessage(colleague, message("I reserved one."));
    await store.text("+14155550100", "Thanks!");
    const mine = message("We have two.");
    const refusal = await sendMessage(store.staff, mine).catch((error) => error);
    expect(refusal.code).toBe("conflict");
    expect(refusal.details.items.map((item: { body: string }) => item.body)).toEqual(["I reserved one.", "Thanks!"]);
    expect(await outbound()).toHaveLength(1);
    await sendMessage(store.staff, { ...mine, force: true });
    expect(await outbound()).toHaveLength(2);
  });

  test("the author's own message, a note and a customer's text are no conflict", async () => {
    await sendMessage(store.staff, message("One"));
    await addNote(store.staff, { conversationId, clientMessageId: uuidv7(), body: "VIP" });
    await store.text("+14155550100", "hello?");
    await expect(sendMessage(store.staff, message("Two"))).resolves.toMatchObject({ seq: 5 });
  });

  test("an empty message is refused, and an invisible conversation is not found", async () => {
    await expect(sendMessage(store.staff, message("   "))).rejects.toMatchObject({ code: "invalid" });
    const elsewhere = await makePlace(db);
    const { actor } = await makeUser(db, { placeIds: [elsewhere.id] });
    await expect(sendMessage({ ...store.staff, actor }, message("hi"))).rejects.toMatchObject({ code: "not_found" });
  });

  test("a reply to a resolved conversation reopens it", async () => {
    await db.update(conversations).set({ status: "resolved", resolvedAt: store.clock.at });
    await sendMessage(store.staff, message("One more thing"));
    expect(await conversation()).toMatchObject({ status: "open", resolvedAt: null, lastSeq: 3 });
  });

  test("the response and the difference that a partner agent gets contain no phone digits", async () => {
    const { actor } = await makeUser(db, { role: "partner_agent", placeIds: [store.place.id] });
    await sendMessage(store.staff, message("Call 415 555 0100"));
    const refusal = await sendMessage({ ...store.staff, actor }, message("hi")).catch((error) => error);
    expect(JSON.stringify(refusal.details)).not.toMatch(/555.?0100/);
  });

  test("a reply leaves through the endpoint the customer used last", async () => {
    const { makeEndpoint } = await import("@/db/factories");
    const second = await makeEndpoint(db, { placeId: store.place.id });
    const connection = { connectionId: second.connectionId };
    await receiveMessage(store.ctx, connection, inbound(second.address, "+14155550100", "now here"));
    await sendMessage(store.staff, message("Answer"));
    expect(await claimNextDelivery(store.ctx, { conversationId })).toMatchObject({
      from: second.address,
      connectionId: second.connectionId,
      to: { kind: "phone", value: "+14155550100" },
    });
  });
});

describe("attachments", () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]);

  test("the kind of a file is detected from its content; anything but an image or PDF is refused", async () => {
    const svg = new TextEncoder().encode("<svg onload=alert(1)>");
    await expect(storeUpload(store.staff, { name: "a.png", data: svg })).rejects.toMatchObject({ code: "unsupported" });
    const big = new Uint8Array(5 * 1024 * 1024 + 1);
    await expect(storeUpload(store.staff, { name: "a.png", data: big })).rejects.toMatchObject({ code: "too_large" });
    expect(await storeUpload(store.staff, { name: "a.html", data: png })).toMatchObject({
      name: "a.png",
      mime: "image/png",
    });
  });

  test("a file is sent once, by its uploader, and then read by those who may read the conversation", async () => {
    const { id } = await storeUpload(store.staff, { name: "map.png", data: png });
    const { actor } = await makeUser(db, { placeIds: [store.place.id] });
    const colleague = { ...store.staff, actor };
    const withFile = message("", { attachmentIds: [id] });
    await expect(sendMessage(colleague, { ...withFile, clientMessageId: uuidv7() })).rejects.toMatchObject({
      code: "invalid",
    });
    await expect(loadAttachment(colleague, id)).rejects.toMatchObject({ code: "not_found" });
    const item = await sendMessage(store.staff, withFile);
    expect(item.attachments).toMatchObject([{ id, name: "map.png", state: "ready" }]);
    expect(await sendMessage(store.staff, withFile)).toEqual(item);
    expect((await loadAttachment(colleague, id)).data).toEqual(Buffer.from(png));
    const { actor: outsider } = await makeUser(db, { placeIds: [(await makePlace(db)).id] });
    await expect(loadAttachment({ ...store.staff, actor: outsider }, id)).rejects.toMatchObject({ code: "not_found" });
    expect(await db.select().from(attachments)).toHaveLength(1);
  });
});

describe("delivering", () => {
  const claim = () => claimNextDelivery(store.ctx, { conversationId });
  const settle = (claimed: { itemId: string; attempt: number } | null, result: object) =>
    settleDelivery(store.ctx, { itemId: claimed?.itemId ?? "", attempt: claimed?.attempt ?? 0, result } as never);

  test("messages are sent one at a time, oldest first", async () => {
    await sendMessage(store.staff, message("one"));
    await sendMessage(store.staff, message("two", { seenSeq: 2 }));
    const first = await claim();
    expect(first?.text).toBe("one");
    expect(await claim()).toBeNull();
    await settle(first, { outcome: "accepted", externalId: "SM1", status: "queued" });
    expect((await claim())?.text).toBe("two");
    expect((await outbound()).map((item) => item.deliveryStatus)).toEqual(["sent", "sending"]);
  });

  test("a send that never settled becomes unknown, is not sent again, and lets the next one go", async () => {
    await sendMessage(store.staff, message("one"));
    await sendMessage(store.staff, message("two", { seenSeq: 2 }));
    const first = await claim();
    store.later(1);
    expect((await claim())?.text).toBe("two");
    expect((await outbound())[0]).toMatchObject({ deliveryStatus: "unknown" });
    await expect(retryMessage(store.staff, { conversationId, itemId: first?.itemId ?? "" })).rejects.toMatchObject({
      code: "conflict",
    });
    await settle(first, { outcome: "accepted", externalId: "SM1", status: "sent" });
    expect((await outbound())[0]).toMatchObject({ deliveryStatus: "sent", externalId: "SM1" });
  });

  test("a retry queues a failed message as a new attempt, which is sent", async () => {
    await sendMessage(store.staff, message("one"));
    const first = await claim();
    await settle(first, { outcome: "failed", error: "Carrier refused it" });
    expect((await outbound())[0]).toMatchObject({ deliveryStatus: "failed", deliveryError: "Carrier refused it" });
    const itemId = first?.itemId ?? "";
    const jobsBefore = (await db.select().from(jobs)).length;
    const twice = await Promise.all([1, 2].map(() => retryMessage(store.staff, { conversationId, itemId })));
    for (const item of twice)
      expect(item.delivery).toEqual({ status: "queued", error: null, attempt: 2, undoable: false });
    expect(await db.select().from(jobs)).toHaveLength(jobsBefore + 1);
    const second = await claim();
    expect(second).toMatchObject({ itemId, attempt: 2, text: "one" });
    // The response to the first attempt arrives late and changes nothing.
    await settle(first, { outcome: "accepted", externalId: "SM1", status: "sent" });
    expect((await outbound())[0]).toMatchObject({ deliveryStatus: "sending", externalId: null });
    await settle(second, { outcome: "accepted", externalId: "SM2", status: "sent" });
    expect((await outbound())[0]).toMatchObject({ deliveryStatus: "sent", externalId: "SM2" });
  });

  test("a message that the provider could not accept returns to the queue", async () => {
    await sendMessage(store.staff, message("one"));
    await settle(await claim(), { outcome: "requeued", error: "Provider busy" });
    expect((await outbound())[0]).toMatchObject({ deliveryStatus: "queued", attempt: 2 });
    expect(await claim()).toMatchObject({ attempt: 2 });
  });
});
