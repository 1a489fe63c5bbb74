import { asc, eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { makeEndpoint, makePlace, makeUser } from "@/db/factories";
import { conversations, customers, endpoints, events, items, jobs } from "@/db/schema";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { freshDb } from "@/tests/db";
import { makeStore } from "@/tests/inbound";
import { claimConversation } from "../assignment/claim-conversation";
import { acceptOffer } from "../offers/accept-offer";
import { transferConversation } from "../offers/transfer-conversation";
import { resolveConversation } from "../status/resolve-conversation";
import { STARTS, startConversation } from "./start-conversation";
import { textOrigins } from "./text-origins";

let db: Db;
let store: Awaited<ReturnType<typeof makeStore>>;
beforeEach(async () => {
  ({ db } = await freshDb());
  store = await makeStore(db);
});

const MAYA = "+14155550142";
const wanted = (more: object = {}) => ({
  conversationId: uuidv7(),
  clientMessageId: uuidv7(),
  endpointId: store.endpoint.id,
  phone: "(415) 555-0142",
  body: "Your boots are here.",
  ...more,
});
const all = () => db.select().from(conversations).orderBy(asc(conversations.createdAt), asc(conversations.id));
const nothingIsStored = async (before = 0) => {
  expect(await all()).toHaveLength(before);
  expect((await db.select().from(items)).filter(({ direction }) => direction === "out")).toEqual([]);
  expect(await db.select().from(jobs)).toEqual([]);
};

describe("texting a number first", () => {
  test("starts a conversation of the sender's, with a customer of that number, and a job will send the text", async () => {
    const input = wanted();
    expect(await startConversation(store.staff, input)).toEqual({ conversationId: input.conversationId });
    const [started] = await all();
    expect(started).toMatchObject({
      ...{ id: input.conversationId, placeId: store.place.id, originPlaceId: store.place.id, status: "open" },
      ...{ assigneeId: store.actor.id, contactKind: "phone", contactValue: MAYA, endpointId: store.endpoint.id },
      ...{ waitingSince: null, preview: "Your boots are here.", previewBy: "staff", lastOutboundSeq: 1 },
    });
    expect(await db.select().from(customers)).toMatchObject([{ id: started?.customerId, name: "+1 415 555 0142" }]);
    expect(await db.select().from(items)).toMatchObject([
      { kind: "message", direction: "out", authorId: store.actor.id, deliveryStatus: "queued", contactValue: MAYA },
    ]);
    expect((await db.select().from(jobs)).map(({ name }) => name)).toEqual(["deliver-messages"]);
    const stored = await db.select().from(events).orderBy(asc(events.id));
    expect(stored.map(({ type }) => type)).toEqual(["conversation.opened", "message.sent"]);
    expect(stored.every(({ actorId }) => actorId === store.actor.id)).toBe(true);
  });

  test("is answered in that conversation", async () => {
    const { conversationId } = await startConversation(store.staff, wanted());
    expect(await store.text(MAYA, "Great, thanks!")).toMatchObject({ conversationId });
    expect(await all()).toMatchObject([{ id: conversationId, assigneeId: store.actor.id, lastInboundSeq: 2 }]);
  });

  test("that is requested again sends one text", async () => {
    const input = wanted();
    const both = await Promise.all([startConversation(store.staff, input), startConversation(store.staff, input)]);
    await startConversation(store.staff, input);
    expect(both).toEqual([{ conversationId: input.conversationId }, { conversationId: input.conversationId }]);
    expect(await db.select().from(items)).toHaveLength(1);
  });

  test("refuses the id of a message that was sent elsewhere", async () => {
    const first = wanted();
    await startConversation(store.staff, first);
    const again = wanted({ phone: "+14155550199", clientMessageId: first.clientMessageId });
    await expect(startConversation(store.staff, again)).rejects.toMatchObject({ reason: "messageIdUsed" });
    expect(await all()).toHaveLength(1);
  });

  test("of two colleagues at once, the second is led to the conversation of the first", async () => {
    const { actor } = await makeUser(db, { placeIds: [store.place.id] });
    const colleague = createCtx({ db, actor, now: store.ctx.now });
    const results = await Promise.allSettled([
      startConversation(store.staff, wanted()),
      startConversation(colleague, wanted()),
    ]);
    const [only] = await all();
    expect(await all()).toHaveLength(1);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = results.find((one) => one.status === "rejected");
    expect(refused?.reason).toMatchObject({ reason: "alreadyInConversation", details: { conversationId: only?.id } });
  });
});

describe("a customer with whom there is a conversation", () => {
  test("is not texted in a second one, neither while it is open nor as long as their text would reopen it", async () => {
    const { conversationId } = await store.text(MAYA, "Are my boots here?");
    const refusal = { code: "conflict", reason: "alreadyInConversation", details: { conversationId } };
    await expect(startConversation(store.staff, wanted())).rejects.toMatchObject(refusal);
    await resolveConversation(store.staff, { conversationId });
    await expect(startConversation(store.staff, wanted())).rejects.toMatchObject(refusal);
    await nothingIsStored(1);
    store.later(73 * 60);
    const input = wanted();
    await startConversation(store.staff, input);
    expect((await all()).map(({ id }) => id)).toEqual([conversationId, input.conversationId]);
    expect(new Set((await all()).map(({ customerId }) => customerId)).size).toBe(1);
  });

  test("is not texted past colleagues who have taken it over, and nothing of their conversation is revealed", async () => {
    const { conversationId } = await store.text(MAYA, "Are my boots here?");
    const team = await makePlace(db, { kind: "team", name: "Repairs" });
    const { actor } = await makeUser(db, { placeIds: [team.id] });
    await claimConversation(store.staff, { conversationId });
    const card = { need: "boots", facts: "", promises: "", consent: "" };
    const offer = await transferConversation(store.staff, { conversationId, to: { placeId: team.id }, card });
    const offerId = offer.offer?.id as string;
    await acceptOffer(createCtx({ db, actor, now: store.ctx.now }), { conversationId, offerId });
    const refused = startConversation(store.staff, wanted());
    await expect(refused).rejects.toMatchObject({ code: "conflict", reason: "inTouchElsewhere", details: {} });
    expect(await all()).toHaveLength(1);
  });
});

describe("who may be texted", () => {
  test("not somebody who asked not to be, on no number of ours", async () => {
    await store.text(MAYA, "STOP");
    store.later(100 * 60);
    await db.update(conversations).set({ status: "resolved", resolvedAt: new Date(0) });
    await db.delete(jobs);
    const refused = startConversation(store.staff, wanted());
    await expect(refused).rejects.toMatchObject({ code: "consent", reason: "optedOut" });
    expect(await all()).toHaveLength(1);
  });

  test("nobody in the quiet hours of the location", async () => {
    const admin = await makeUser(db, { role: "admin" });
    const hours = { enabled: true, from: "09:00", to: "11:00", replyWithinHours: 24 };
    const scope = { kind: "place" as const, placeId: store.place.id };
    const save = { key: "consent.quiet_hours", scope, own: { value: hours }, expectedVersion: 0 };
    await saveSetting(createCtx({ db, actor: admin.actor, now: store.ctx.now }), save);
    await db.delete(jobs);
    await expect(startConversation(store.staff, wanted())).rejects.toMatchObject({
      ...{ code: "consent", reason: "quietHours" },
      details: { allowedAt: "2026-11-21T11:00:00.000Z" },
    });
    await nothingIsStored();
    expect(await db.select().from(customers)).toEqual([]);
  });

  test.each([
    ["911", "notAPhone"],
    ["12345", "notAPhone"],
    ["not a number at all", "notAPhone"],
    ["+44 20 7946 0958", "notAMobile"],
    ["+1 415 555", "notAPhone"],
  ])("not %s", async (phone, reason) => {
    await expect(startConversation(store.staff, wanted({ phone }))).rejects.toMatchObject({ code: "invalid", reason });
    await nothingIsStored();
  });

  test("with no empty text, and none longer than the channel carries", async () => {
    await expect(startConversation(store.staff, wanted({ body: " " }))).rejects.toMatchObject({ code: "invalid" });
    const long = startConversation(store.staff, wanted({ body: "a".repeat(2000) }));
    await expect(long).rejects.toMatchObject({ reason: "tooLongFor", details: { has: 2000 } });
    await nothingIsStored();
  });

  test("by one person not more often than somebody writes by hand", async () => {
    for (let n = 0; n < STARTS.points; n += 1)
      await startConversation(store.staff, wanted({ phone: `+1415555${1000 + n}` }));
    const one = startConversation(store.staff, wanted({ phone: "+14155552000" }));
    await expect(one).rejects.toMatchObject({ code: "rate_limited", reason: "tooManyStarted" });
  });
});

describe("the numbers that a person may text from", () => {
  test("are those of their locations that carry texts, by location", async () => {
    const other = await makePlace(db, { name: "Aspen" });
    const elsewhere = await makeEndpoint(db, { placeId: other.id, address: "+14155550177" });
    await makeEndpoint(db, { placeId: store.place.id, channel: "webchat", address: uuidv7() });
    const removed = await makeEndpoint(db, { placeId: store.place.id, address: "+14155550178" });
    await db.update(endpoints).set({ removedAt: new Date() }).where(eq(endpoints.id, removed.id));
    const mine = { endpointId: store.endpoint.id, place: { id: store.place.id, name: store.place.name } };
    expect(await textOrigins(store.staff)).toMatchObject([mine]);
    const everywhere = await makeUser(db, { role: "supervisor", scopeAll: true });
    const origins = await textOrigins(createCtx({ db, actor: everywhere.actor, now: store.ctx.now }));
    expect(origins.map(({ endpointId }) => endpointId)).toEqual([elsewhere.id, store.endpoint.id]);
    const refused = startConversation(store.staff, wanted({ endpointId: elsewhere.id }));
    await expect(refused).rejects.toMatchObject({ code: "not_found" });
    const gone = startConversation(store.staff, wanted({ endpointId: removed.id }));
    await expect(gone).rejects.toMatchObject({ code: "not_found" });
    await nothingIsStored();
  });

  test("are none for partner agents, from whom numbers are masked", async () => {
    const { actor } = await makeUser(db, { role: "partner_agent", placeIds: [store.place.id] });
    const partner = createCtx({ db, actor, now: store.ctx.now });
    await expect(textOrigins(partner)).rejects.toMatchObject({ code: "forbidden" });
    await expect(startConversation(partner, wanted())).rejects.toMatchObject({ code: "forbidden" });
  });
});
