import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { makeConversation, makeCustomer, makeEndpoint, makePlace, makeUser, SYSTEM } from "@/db/factories";
import { attachments, conversations, customers, items, places, users } from "@/db/schema";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { copyNames } from "@/tests/copy-names";
import { freshDb } from "@/tests/db";
import { conversationRows, itemsOf } from "./rows";

let db: Db;
beforeEach(async () => {
  db = (await freshDb()).db;
});

test("a row has its customer's name, also after a rename, and no personal data for a masked reader", async () => {
  const place = await makePlace(db, { name: "Pine Street" });
  const endpoint = await makeEndpoint(db, { placeId: place.id });
  const customer = await makeCustomer(db, { name: "+1 213 373 4253" });
  const id = uuidv7();
  const at = new Date("2026-11-22T09:00:00.123Z");
  await db.insert(conversations).values({
    id,
    customerId: customer.id,
    originPlaceId: place.id,
    placeId: place.id,
    channel: "twilio-sms",
    endpointId: endpoint.id,
    contactKind: "phone",
    contactValue: "+12133734253",
    preview: "call me: (213) 373-4253 or a@b.example, order #1042",
    previewBy: "customer",
    lastMessageAt: at,
    lastSeq: 1,
    lastPublicSeq: 1,
  });
  const itemId = uuidv7();
  await db.insert(items).values({
    id: itemId,
    conversationId: id,
    seq: 1,
    publicSeq: 1,
    kind: "message",
    direction: "in",
    body: "hello",
    hasAttachments: true,
    at,
  });
  const file = { conversationId: id, itemId, ownerId: "x", mime: "image/png", state: "ready" as const };
  await db.insert(attachments).values([
    { ...file, id: uuidv7(), position: 1, name: "b.png" },
    { ...file, id: uuidv7(), position: 0, name: "a.png" },
  ]);

  const clear = (await conversationRows(db, [id], { masked: false })).get(id);
  expect(clear).toMatchObject({
    place: { name: "Pine Street", kind: "store" },
    customer: { name: "+1 213 373 4253", contact: "+1 213 373 4253" },
    lastMessageAt: "2026-11-22T09:00:00.123Z",
    offer: null,
    callback: null,
    assignee: null,
  });
  const masked = (await conversationRows(db, [id], { masked: true })).get(id);
  expect(masked?.customer.name).toBe("Customer");
  expect(masked?.customer.contact).not.toMatch(/\d/);
  expect(masked?.preview).toBe("call me: •••• or ••••, order #1042");

  await db.update(customers).set({ name: "Ana" }).where(eq(customers.id, customer.id));
  await copyNames(createCtx({ db, actor: SYSTEM, now: () => new Date() }));
  expect((await conversationRows(db, [id], { masked: true })).get(id)?.customer.name).toBe("Ana");

  const [item] = await itemsOf(db, id, [1, 2], { masked: false });
  expect(item).toMatchObject({ seq: 1, body: "hello", at: "2026-11-22T09:00:00.123Z", author: null });
  expect(item).toMatchObject({ attachments: [{ name: "a.png" }, { name: "b.png" }] });
});

test("a row has the names of its place and assignee, also after a move and a rename", async () => {
  const [pine, oak] = [await makePlace(db, { name: "Pine" }), await makePlace(db, { name: "Oak" })];
  const [ana, ben] = [(await makeUser(db, { name: "Ana" })).user, (await makeUser(db, { name: "Ben" })).user];
  const { id } = await makeConversation(db, { placeId: pine.id, assigneeId: ana.id });
  const untouched = await makeConversation(db, { placeId: pine.id });
  const change = (values: Partial<typeof conversations.$inferInsert>) =>
    db.update(conversations).set(values).where(eq(conversations.id, id));
  const line = async (of = id) => {
    const row = (await conversationRows(db, [of], { masked: false })).get(of);
    return [row?.place.name, row?.place.kind, row?.assignee?.name];
  };
  expect(await line()).toEqual(["Pine", "store", "Ana"]);

  await change({ placeId: oak.id, assigneeId: ben.id });
  expect(await line()).toEqual(["Oak", "store", "Ben"]);

  await db.update(places).set({ name: "Oak Lane", kind: "team" }).where(eq(places.id, oak.id));
  await db.update(users).set({ name: "Benjamin" }).where(eq(users.id, ben.id));
  await copyNames(createCtx({ db, actor: SYSTEM, now: () => new Date() }));
  expect(await line()).toEqual(["Oak Lane", "team", "Benjamin"]);

  await change({ assigneeId: null });
  expect(await line()).toEqual(["Oak Lane", "team", undefined]);
  expect(await line(untouched.id)).toEqual(["Pine", "store", undefined]);
});
