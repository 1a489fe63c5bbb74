import { uuidv7 } from "uuidv7";
import { beforeAll, expect, test } from "vitest";
import { makeEndpoint, makePlace, makeUser, SYSTEM } from "@/db/factories";
import {
  attachmentBlobs,
  attachments,
  customerIdentities,
  customers,
  events,
  loyaltyAccounts,
  orderLines,
  orders,
  shipments,
} from "@/db/schema";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { hydrateBoth } from "@/server/domain/sync/hydrate";
import { logHead, readLog } from "@/server/outbox/event-log";
import { freshDb } from "@/tests/db";
import { inbound } from "@/tests/inbound";
import { loadAttachment } from "../conversations/attachments/attachments";
import { listConversations } from "../conversations/inbox/list-conversations";
import { declineOffer } from "../conversations/offers/decline-offer";
import { transferConversation } from "../conversations/offers/transfer-conversation";
import { receiveMessage } from "../conversations/receiving/receive-message";
import { sendMessage } from "../conversations/sending/send-message";
import { addCustomerNote } from "../conversations/thread/add-customer-note";
import { addNote } from "../conversations/thread/add-note";
import { customerContext } from "../conversations/thread/customer-context";
import { getConversation } from "../conversations/thread/get-conversation";

/*
 * Contacts in every field that a customer, a colleague or a system of the retailer can fill, and what partner agents see of
 * them.
 */

const NUMBER = "+12065550187";
const ADDRESS = "kanari@leak.example";
/** As people write them to be read, or to evade detection. */
const SAID = `call 206x555x0187 or ${NUMBER}, kanari[at]leak.example or ${ADDRESS}`;
const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

let ctx: Ctx;
let ana: Ctx<PersonActor>;
let pat: Ctx<PersonActor>;
let conversationId: string;
let fileId: string;
let customerId: string;
let beginning: string;

beforeAll(async () => {
  const { db } = await freshDb();
  beginning = await logHead(db);
  const now = () => new Date();
  ctx = createCtx({ db, actor: SYSTEM, now });
  const place = await makePlace(db);
  const endpoint = await makeEndpoint(db, { placeId: place.id });
  ana = createCtx({ db, now, actor: (await makeUser(db, { placeIds: [place.id] })).actor });
  pat = createCtx({ db, now, actor: (await makeUser(db, { placeIds: [place.id], role: "partner_agent" })).actor });
  const message = inbound(endpoint.address, NUMBER, SAID, {
    displayName: `Kanari ${NUMBER}`,
    attachments: [{ url: "https://api.twilio.com/1", mime: `image/${NUMBER}`, name: `${NUMBER}.jpg` }],
  });
  const received = await receiveMessage(ctx, { connectionId: endpoint.connectionId, consentKeywords: true }, message);
  conversationId = (received as { conversationId: string }).conversationId;
  fileId = uuidv7();
  await db.insert(attachments).values({
    id: fileId,
    ownerId: ana.actor.id,
    name: `Kanari 206,555,0187 kanari at leak dot example.png`,
    mime: "image/png",
    bytes: PNG.length,
    state: "ready",
  });
  await db.insert(attachmentBlobs).values({ attachmentId: fileId, data: PNG });
  const row = (await getConversation(ana, { conversationId })).row;
  customerId = row.customer.id;
  await fillCustomer();
  await addNote(ana, { conversationId, clientMessageId: uuidv7(), body: SAID });
  await addCustomerNote(ana, { conversationId, noteId: uuidv7(), body: SAID });
  await sendMessage(ana, {
    conversationId,
    clientMessageId: uuidv7(),
    body: SAID,
    attachmentIds: [fileId],
    seenSeq: 99,
    force: true,
  });
  const card = { need: SAID, facts: SAID, promises: SAID, consent: SAID };
  const offered = await transferConversation(ana, { conversationId, to: { userId: pat.actor.id }, card });
  await declineOffer(pat, { conversationId, offerId: offered.offer?.id ?? "", reason: SAID });
  await transferConversation(ana, { conversationId, to: { userId: pat.actor.id }, card });
});

async function fillCustomer(): Promise<void> {
  const { db } = ctx;
  await db.update(customers).set({ name: `K ${NUMBER}` });
  await db.insert(customerIdentities).values({ customerId, kind: "email", value: ADDRESS, source: "oms" });
  const common = { source: "oms", observedAt: new Date(), sourceTime: new Date(), sequence: 1 };
  await db
    .insert(loyaltyAccounts)
    .values({ customerId, program: "club", memberNo: NUMBER, tier: SAID, ...common } as never);
  const orderId = uuidv7();
  await db.insert(orders).values({
    id: orderId,
    customerId,
    sourceId: "1",
    number: SAID,
    status: "processing",
    placedAt: new Date(),
    totalMinor: 100,
    currency: "USD",
    ...common,
  } as never);
  await db.insert(orderLines).values({
    id: uuidv7(),
    orderId,
    sourceId: "1",
    position: 0,
    skuCode: "TENT-4P",
    title: `Engraved: ${SAID}`,
    ordered: 1,
    cancelled: 0,
    fulfilled: 0,
    delivered: 0,
    returned: 0,
  } as never);
  await db.insert(shipments).values({
    id: uuidv7(),
    orderId,
    sourceId: "1",
    carrier: SAID,
    trackingNumber: SAID,
    trackingUrl: `https://carrier.example/?to=${encodeURIComponent(NUMBER)}&mail=${encodeURIComponent(ADDRESS)}`,
    status: "shipped",
  } as never);
}

/** The digits and addresses in a response, whatever is between them. Ids are removed first. */
function contactsIn(answer: unknown): string[] {
  const text = JSON.stringify(answer).replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "id");
  const found = text.match(/206\D{0,6}555\D{0,6}0187|kanari.{0,10}leak|leak.{0,10}example/gi) ?? [];
  return found;
}

const reads: [string, (who: Ctx<PersonActor>) => Promise<unknown>][] = [
  ["the thread", (who) => getConversation(who, { conversationId })],
  ["the list", (who) => listConversations(who, { view: "place" })],
  ["the customer's panel", (who) => customerContext(who, { conversationId })],
  ["a file's name", async (who) => (await loadAttachment(who, fileId)).name],
];

test.each(reads)("%s shows a partner no contact, and a colleague all of it", async (_, read) => {
  expect(contactsIn(await read(pat))).toEqual([]);
  expect(contactsIn(await read(ana)).length).toBeGreaterThan(0);
});

test("pushes to a partner show no contact either, whatever the event", async () => {
  const { db } = ctx;
  const [order] = await db.select().from(orders);
  await db.insert(events).values([
    { type: "order.changed", payload: { orderId: order?.id, customerId } },
    { type: "customer.changed", payload: { customerId } },
  ] as never);
  const batch = await readLog(db, beginning, 500);
  const { clear, masked } = await hydrateBoth(db, batch);
  expect(masked.size).toBeGreaterThan(5);
  for (const envelope of masked.values()) expect(contactsIn(envelope)).toEqual([]);
  expect(contactsIn([...clear.values()]).length).toBeGreaterThan(10);
});

test("files have neutral names in the order of their message, and known kinds keep their extension", async () => {
  const names = async (who: Ctx<PersonActor>) =>
    (await getConversation(who, { conversationId })).items.flatMap((item) =>
      item.kind === "message" ? item.attachments : [],
    );
  expect(await names(pat)).toMatchObject([
    { name: "photo-1", mime: "application/octet-stream", state: "pending" },
    { name: "photo-1.png", mime: "image/png", state: "ready" },
  ]);
  expect((await loadAttachment(pat, fileId)).name).toBe("photo-1.png");
});
