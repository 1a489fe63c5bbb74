import { asc, eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { makeConnection, makeEndpoint, makePlace } from "@/db/factories";
import { attachments, conversations, customerIdentities, customers, events, items, jobs } from "@/db/schema";
import { freshDb } from "@/tests/db";
import { inbound, makeStore } from "@/tests/inbound";
import { storeUpload } from "../attachments/attachments";
import { receiveMessage } from "./receive-message";

let db: Db;
beforeEach(async () => {
  ({ db } = await freshDb());
});

const conversationOf = async (id: string) =>
  (await db.select().from(conversations).where(eq(conversations.id, id)))[0] as typeof conversations.$inferSelect;
const timeline = (id: string) => db.select().from(items).where(eq(items.conversationId, id)).orderBy(asc(items.seq));

describe("the author of a message", () => {
  test("four spellings of a number are one person", async () => {
    const { text } = await makeStore(db);
    const spellings = ["+14155550100", "(415) 555-0100", "415.555.0100", "1 415 555 0100"];
    for (const spelling of spellings) await text(spelling, "hello");
    expect(await db.select().from(customers)).toHaveLength(1);
    expect(await db.select().from(conversations)).toHaveLength(1);
  });

  test("short codes and emergency numbers are refused and nothing is stored", async () => {
    const { text } = await makeStore(db);
    for (const number of ["911", "22395", "+1911", "not a number"]) {
      await expect(text(number, "hello")).rejects.toMatchObject({ code: "invalid" });
    }
    expect(await db.select().from(customers)).toHaveLength(0);
  });

  test("a proven address finds its customer, and an address of another customer stays with them", async () => {
    const { ctx, text, place, endpoint } = await makeStore(db);
    await text("+14155550100", "hello");
    const web = await makeEndpoint(db, { placeId: place.id, channel: "webchat" });
    const say = (visitor: string, alsoKnownAs: { kind: "phone" | "email"; value: string }[]) =>
      receiveMessage(
        ctx,
        { connectionId: web.connectionId },
        inbound(web.address, "", "hi", { from: { kind: "visitor", value: visitor }, alsoKnownAs }),
      );
    const first = await say("v1", [{ kind: "phone", value: "+1 415 555 0100" }]);
    await say("v2", []);
    await say("v2", [
      { kind: "phone", value: "+14155550100" },
      { kind: "email", value: "Ana@Example.com" },
    ]);
    const rows = await db.select().from(customerIdentities);
    const owner = (value: string) => rows.find((row) => row.value === value)?.customerId;
    expect(owner("v1")).toBe(owner("+14155550100"));
    expect(owner("v2")).not.toBe(owner("+14155550100"));
    expect(owner("ana@example.com")).toBe(owner("v2"));
    expect((await conversationOf(first.conversationId)).endpointId).toBe(web.id);
    expect(endpoint.id).not.toBe(web.id);
  });

  test("a visitor who gives their name later is shown by it", async () => {
    const { ctx, place } = await makeStore(db);
    const web = await makeEndpoint(db, { placeId: place.id, channel: "webchat" });
    const from = { kind: "visitor" as const, value: "v1" };
    const connection = { connectionId: web.connectionId };
    await receiveMessage(ctx, connection, inbound(web.address, "", "hi", { from }));
    await receiveMessage(ctx, connection, inbound(web.address, "", "I am Ana", { from, displayName: "Ana" }));
    expect((await db.select().from(customers))[0]?.name).toBe("Ana");
  });
});

describe("the conversation of a message", () => {
  test("a first text opens a conversation at the number's place, waiting and unassigned", async () => {
    const { text, place, endpoint, clock } = await makeStore(db);
    const { conversationId, seq } = await text("+14155550100", "Do you have\nthis jacket?");
    expect(seq).toBe(1);
    expect(await conversationOf(conversationId)).toMatchObject({
      placeId: place.id,
      originPlaceId: place.id,
      endpointId: endpoint.id,
      assigneeId: null,
      status: "open",
      waitingSince: clock.at,
      preview: "Do you have this jacket?",
      previewBy: "customer",
      contactValue: "+14155550100",
      lastSeq: 1,
      lastPublicSeq: 1,
      lastInboundSeq: 1,
    });
    expect((await db.select().from(events).orderBy(asc(events.id))).map((event) => event.type)).toEqual([
      "conversation.opened",
      "message.received",
    ]);
  });

  test("after a transfer the customer's messages are appended to the transferred conversation", async () => {
    const { text } = await makeStore(db);
    const elsewhere = await makePlace(db);
    const { conversationId } = await text("+14155550100", "one");
    await db.update(conversations).set({ placeId: elsewhere.id }).where(eq(conversations.id, conversationId));
    expect((await text("+14155550100", "two")).conversationId).toBe(conversationId);
  });

  test("another place's number opens another conversation", async () => {
    const { text, ctx } = await makeStore(db);
    const other = await makePlace(db);
    const number = await makeEndpoint(db, { placeId: other.id });
    const first = await text("+14155550100", "one");
    const second = await receiveMessage(
      ctx,
      { connectionId: number.connectionId },
      inbound(number.address, "+14155550100", "two"),
    );
    expect(second.conversationId).not.toBe(first.conversationId);
    expect(await db.select().from(customers)).toHaveLength(1);
  });

  test("a resolved conversation reopens within the window, and a later text opens a new one", async () => {
    const { text, later, clock } = await makeStore(db);
    const resolve = (id: string) =>
      db.update(conversations).set({ status: "resolved", resolvedAt: clock.at }).where(eq(conversations.id, id));
    const { conversationId } = await text("+14155550100", "one");
    await resolve(conversationId);
    later(71 * 60);
    expect((await text("+14155550100", "two")).conversationId).toBe(conversationId);
    expect((await timeline(conversationId)).map((item) => item.system?.type ?? item.body)).toEqual([
      "one",
      "reopened",
      "two",
    ]);
    await resolve(conversationId);
    later(73 * 60);
    expect((await text("+14155550100", "three")).conversationId).not.toBe(conversationId);
  });

  test("a snoozed conversation wakes, and a line says so", async () => {
    const { text, clock } = await makeStore(db);
    const { conversationId } = await text("+14155550100", "one");
    await db
      .update(conversations)
      .set({ status: "snoozed", snoozedUntil: new Date(clock.at.getTime() + 3_600_000) })
      .where(eq(conversations.id, conversationId));
    await text("+14155550100", "two");
    expect(await conversationOf(conversationId)).toMatchObject({ status: "open", snoozedUntil: null, lastSeq: 3 });
    expect((await db.select().from(events)).map((event) => event.type)).toContain("conversation.woken");
  });

  test("a number without a place is refused", async () => {
    const { ctx } = await makeStore(db);
    const connection = await makeConnection(db);
    await expect(
      receiveMessage(ctx, { connectionId: connection.id }, inbound("+14155559999", "+14155550100", "hi")),
    ).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("deduplication and order", () => {
  test("one provider id is one item, and a repeat returns the first one", async () => {
    const { text } = await makeStore(db);
    const once = await text("+14155550100", "hello", { externalId: "SM1" });
    const again = await Promise.all([1, 2, 3].map(() => text("+14155550100", "hello", { externalId: "SM1" })));
    for (const repeat of again) expect(repeat).toEqual({ ...once, outcome: "duplicate" });
    expect(await db.select().from(items)).toHaveLength(1);
  });

  test("concurrent messages keep each sender's order and dense numbers", async () => {
    const { text } = await makeStore(db);
    const sent = Array.from({ length: 60 }, (_, i) => ({ from: `+1415555010${i % 3}`, body: `message ${i}` }));
    await Promise.all(sent.map(({ from, body }) => text(from, body)));
    const all = await db.select().from(conversations);
    expect(all).toHaveLength(3);
    for (const { id, contactValue, lastSeq } of all) {
      const rows = await timeline(id);
      expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      expect(rows.map((row) => row.body)).toEqual(
        sent.filter(({ from }) => from === contactValue).map(({ body }) => body),
      );
      expect(lastSeq).toBe(20);
    }
  });

  test("one bad message of a batch fails alone", async () => {
    const { text } = await makeStore(db);
    const results = await Promise.allSettled([
      text("+14155550100", "one"),
      text("+14155550100", "two"),
      text("+14155550100", "lost", { to: "+14155550999" }),
      text("+14155550100", "three"),
    ]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    expect((await db.select().from(items)).map((item) => item.body).sort()).toEqual(["one", "three", "two"]);
  });

  test("text that the database cannot store is cleaned, not refused", async () => {
    const { text } = await makeStore(db);
    const { conversationId } = await text("+14155550100", "nul \0 and half \uD83D");
    expect((await timeline(conversationId))[0]?.body).toBe("nul  and half \uFFFD");
  });
});

describe("files", () => {
  test("a provider's media is recorded as pending and fetched by a job", async () => {
    const { text } = await makeStore(db);
    const { conversationId } = await text("+14155550100", "", {
      attachments: [{ url: "https://api.test/media/1", mime: "image/jpeg", name: "media-1" }],
    });
    const [file] = await db.select().from(attachments);
    expect(file).toMatchObject({ state: "pending", conversationId });
    expect((await timeline(conversationId))[0]).toMatchObject({ hasAttachments: true });
    expect((await conversationOf(conversationId)).preview).toBe("Attachment");
    expect((await db.select().from(jobs)).map((job) => job.payload)).toEqual([{ attachmentId: file?.id }]);
  });

  test("a visitor can send only their own uploads, and each only once", async () => {
    const { ctx, place } = await makeStore(db);
    const web = await makeEndpoint(db, { placeId: place.id, channel: "webchat" });
    const data = new TextEncoder().encode("%PDF-1.7");
    const { id } = await storeUpload(ctx, { visitorId: "v1", name: "../../my receipt.exe", data });
    const say = (visitor: string) =>
      receiveMessage(
        ctx,
        { connectionId: web.connectionId },
        inbound(web.address, "", "", {
          from: { kind: "visitor", value: visitor },
          attachmentIds: [id],
          externalId: `${visitor}:${uuidv7()}`,
        }),
      );
    await expect(say("v2")).rejects.toMatchObject({ code: "invalid" });
    await say("v1");
    await expect(say("v1")).rejects.toMatchObject({ code: "invalid" });
    expect((await db.select().from(attachments))[0]).toMatchObject({ name: "my receipt.pdf", mime: "application/pdf" });
    expect(await db.select().from(items)).toHaveLength(1);
  });
});
