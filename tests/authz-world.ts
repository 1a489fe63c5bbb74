import { eq, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Db } from "../db/client";
import { makeConnection, makeEndpoint, makePlace, makeUser, SYSTEM } from "../db/factories";
import { attachmentBlobs, attachments, conversations, events, items } from "../db/schema";
import type { PersonActor, Role } from "../server/contract/team";
import { bulkAssign } from "../server/domain/conversations/bulk-assign";
import { receiveMessage } from "../server/domain/conversations/receive-message";
import { resolveConversation } from "../server/domain/conversations/resolve-conversation";
import { sendMessage } from "../server/domain/conversations/send-message";
import { transferConversation } from "../server/domain/conversations/transfer-conversation";

export const PRINCIPALS = ["anonymous", "associate", "agent", "partner_agent", "supervisor", "admin"] as const;
export type Principal = (typeof PRINCIPALS)[number];
export const PLACES = ["own", "other"] as const;
export type Where = (typeof PLACES)[number];

const now = () => new Date();
const HANDOFF = { need: "a jacket", facts: "", promises: "", consent: "" };
let caller = 0;

/** Two stores and a third to move things to; one person of each role, all of the first store, the administrator of everything. */
export async function makeWorld(db: Db) {
  const connection = await makeConnection(db, { kind: "twilio-sms" });
  const makeStore = async (address: string) => {
    const place = await makePlace(db);
    await makeEndpoint(db, { placeId: place.id, channel: "twilio-sms", connectionId: connection.id, address });
    return { id: place.id, address };
  };
  const places = { own: await makeStore("+14155550100"), other: await makeStore("+14155550200") };
  const third = await makeStore("+14155550300");
  const people = new Map<Principal, PersonActor>();
  for (const role of PRINCIPALS.filter((principal): principal is Role => principal !== "anonymous")) {
    const scope = role === "admin" ? { scopeAll: true } : { placeIds: [places.own.id] };
    people.set(role, (await makeUser(db, { role, ...scope })).actor);
  }
  const boss = (await makeUser(db, { role: "admin", scopeAll: true })).actor;
  const asBoss = { db, actor: boss, now };
  return { db, connection, places, third, people, boss, asBoss, receive: receiver(db, connection.id) };
}
export type World = Awaited<ReturnType<typeof makeWorld>>;

const receiver = (db: Db, connectionId: string) => async (to: string, from: string) =>
  receiveMessage(
    { db, actor: SYSTEM, now },
    { connectionId },
    {
      kind: "message",
      externalId: `SM${uuidv7()}`,
      from: { kind: "phone", value: from },
      displayName: null,
      to,
      text: "Is it there?",
      attachments: [],
      alsoKnownAs: [],
      at: now(),
    },
  );

/** One conversation nobody has touched, at this place, and what the calls about it need. */
export async function makeCase(world: World, where: Where) {
  const { db, asBoss, third, places } = world;
  const from = `+1415556${String(1000 + caller++)}`;
  const { conversationId } = await world.receive(places[where].address, from);
  const target = { placeId: third.id };
  return {
    conversationId,
    placeId: places[where].id,
    target,
    from,
    resolve: () => resolveConversation(asBoss, { conversationId }),
    /** Moves it away and offers it back to its place. */
    async offerHere() {
      await db.update(conversations).set({ placeId: third.id }).where(eq(conversations.id, conversationId));
      const to = { placeId: places[where].id };
      const row = await transferConversation(asBoss, { conversationId, to, card: HANDOFF, timeoutSeconds: 600 });
      return { conversationId, offerId: row.offer?.id ?? "" };
    },
    async offerAway() {
      const row = await transferConversation(asBoss, {
        conversationId,
        to: target,
        card: HANDOFF,
        timeoutSeconds: 600,
      });
      return { conversationId, offerId: row.offer?.id ?? "" };
    },
    async failedMessage() {
      const message = { conversationId, clientMessageId: uuidv7(), body: "Yes", seenSeq: 1 };
      const item = await sendMessage(asBoss, message);
      await db.update(items).set({ deliveryStatus: "failed" }).where(eq(items.id, item.id));
      return { conversationId, itemId: item.id };
    },
    async bulkMoved() {
      const bulkId = uuidv7();
      await bulkAssign(asBoss, { bulkId, selection: { ids: [conversationId] }, to: target });
      return { bulkId };
    },
    /** An earlier conversation of the same customer, before this one. */
    async withEarlier() {
      const long = new Date(Date.now() - 30 * 86_400_000);
      await resolveConversation(asBoss, { conversationId });
      await db.update(conversations).set({ resolvedAt: long }).where(eq(conversations.id, conversationId));
      const next = await world.receive(places[where].address, from);
      return { conversationId: next.conversationId, earlierId: conversationId };
    },
    async attachment() {
      const [item] = await db.select().from(items).where(eq(items.conversationId, conversationId));
      const id = uuidv7();
      const file = { ownerId: "test", name: "a.png", mime: "image/png", state: "ready" as const };
      await db.insert(attachments).values({ id, conversationId, itemId: item?.id ?? null, ...file });
      await db.insert(attachmentBlobs).values({ attachmentId: id, data: Buffer.from("png") });
      return id;
    },
  };
}
export type Case = Awaited<ReturnType<typeof makeCase>>;

export async function countEvents(db: Db): Promise<number> {
  const [row] = await db.select({ n: sql<number>`count(*)::int` }).from(events);
  return row?.n ?? 0;
}
