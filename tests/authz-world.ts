import { eq, ne, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { visitorOwner } from "@/server/domain/conversations/attachments/attach-uploads";
import { scheduleReply } from "@/server/domain/conversations/scheduling/schedule-reply";
import { createCtx } from "@/server/domain/operate/create-ctx";
import type { Db } from "../db/client";
import { makeConnection, makeCustomer, makeEndpoint, makePlace, makeUser, SYSTEM } from "../db/factories";
import {
  attachmentBlobs,
  attachments,
  callRecordings,
  calls,
  conversations,
  endpoints,
  events,
  items,
  sharedIdentities,
} from "../db/schema";
import type { Identity } from "../server/contract/customers";
import type { Id } from "../server/contract/ids";
import type { PersonActor, Role } from "../server/contract/team";
import { answerCall } from "../server/domain/calls/answer-call";
import { scheduleCallback } from "../server/domain/calls/callbacks/schedule-callback";
import { hangUpCall, hangUpForCustomer } from "../server/domain/calls/hang-up-call";
import { receiveCall } from "../server/domain/calls/receive-call";
import { myWrapUps } from "../server/domain/calls/wrap-up-view";
import { bulkAssign } from "../server/domain/conversations/assignment/bulk-assign";
import { transferConversation } from "../server/domain/conversations/offers/transfer-conversation";
import { receiveMessage } from "../server/domain/conversations/receiving/receive-message";
import { sendMessage } from "../server/domain/conversations/sending/send-message";
import { resolveConversation } from "../server/domain/conversations/status/resolve-conversation";
import { mergeCustomers } from "../server/domain/conversations/thread/merge-customers";
import { saveConnection } from "../server/domain/settings/connections";
import { mintVisitorToken } from "../server/lib/visitor-token";
import { allowTextsAtAnyHour } from "./place-settings";

const ROLES = ["associate", "agent", "partner_agent", "supervisor", "admin"] as const satisfies readonly Role[];
/** An anonymous caller, every role, and a customer with the token of a site's chat. */
export const PRINCIPALS = ["anonymous", ...ROLES, "visitor"] as const;
export type Principal = (typeof PRINCIPALS)[number];
export type Where = "own" | "other" | "elsewhere";
/**
 * Which conversation a call is about. For people: one of their own place, or of another. For a visitor: their own, another
 * visitor's at the same place, or another visitor's behind another place's widget key.
 */
export const CELLS: readonly { principal: Principal; where: Where }[] = PRINCIPALS.flatMap((principal) =>
  (principal === "visitor" ? (["own", "other", "elsewhere"] as const) : (["own", "other"] as const)).map((where) => ({
    principal,
    where,
  })),
);

const SITE = "shop";
const now = () => new Date();
const HANDOFF = { need: "a jacket", facts: "", promises: "", consent: "" };
let caller = 0;

/** Two stores and a third to move things to; one person of each role, all of the first store, the administrator of everything. */
export async function makeWorld(db: Db) {
  const connection = await makeConnection(db, { kind: "twilio-sms" });
  const site = { kind: "webchat", account: SITE, label: SITE, config: {} };
  const chat = await saveConnection(createCtx({ db, actor: SYSTEM, now }), site);
  const makeStore = async (address: string, key: string) => {
    const place = await makePlace(db);
    const at = { placeId: place.id };
    await makeEndpoint(db, { ...at, channel: "twilio-sms", connectionId: connection.id, address });
    await makeEndpoint(db, { ...at, channel: "webchat", connectionId: chat.id, address: key });
    return { id: place.id, address, key };
  };
  const own = await makeStore("+14155550100", "wk_own");
  const other = await makeStore("+14155550200", "wk_other");
  const third = await makeStore("+14155550300", "wk_third");
  const people = new Map<Principal, PersonActor>();
  for (const role of ROLES) {
    const scope = role === "admin" ? { scopeAll: true } : { placeIds: [own.id] };
    people.set(role, (await makeUser(db, { role, ...scope })).actor);
  }
  await allowTextsAtAnyHour(createCtx({ db, actor: SYSTEM, now }));
  const boss = (await makeUser(db, { role: "admin", scopeAll: true })).actor;
  const asBoss = createCtx({ db, actor: boss, now });
  const [text, write] = [receiver(db, connection.id), receiver(db, chat.id)];
  return { db, connection, chat, places: { own, other }, third, people, boss, asBoss, text, write };
}
export type World = Awaited<ReturnType<typeof makeWorld>>;

const receiver = (db: Db, connectionId: string) => async (to: string, from: Identity) =>
  receiveMessage(
    createCtx({ db, actor: SYSTEM, now }),
    { connectionId },
    {
      kind: "message",
      externalId: `SM${uuidv7()}`,
      from,
      displayName: null,
      to,
      text: "Is it there?",
      attachments: [],
      alsoKnownAs: [],
      at: now(),
    },
  );

/** A visitor of this site's chat, with their token. */
async function makeVisitor(key: string) {
  const visitorId = uuidv7();
  const token = await mintVisitorToken({ visitorId, key, account: SITE, name: null, known: [] });
  return { visitorId, key, token };
}

/** The caller, and the author and place of the conversation they call about: a text, or for a visitor a chat. */
async function makeAuthor({ places, text, write }: World, principal: Principal, where: Where) {
  const from = `+1415556${String(1000 + caller++)}`;
  const away = where === "own" ? places.own : places.other;
  if (principal !== "visitor") {
    const say = () => text(away.address, { kind: "phone", value: from });
    return { from, visitor: null, ownerId: "test", place: away, say };
  }
  const place = where === "elsewhere" ? places.other : places.own;
  const author = await makeVisitor(place.key);
  const visitor = where === "own" ? author : await makeVisitor(places.own.key);
  const say = (who = author) => write(who.key, { kind: "visitor", value: who.visitorId });
  if (visitor !== author) await say(visitor);
  return { from, visitor, ownerId: visitorOwner(author.visitorId), place, say: () => say() };
}

const filesOf = (db: Db, conversationId: string, ownerId: string) => ({
  /** A file that whoever wrote the conversation has uploaded and not sent yet. */
  async upload() {
    const id = uuidv7();
    await db.insert(attachments).values({ id, ownerId, name: "a.png", mime: "image/png", state: "ready" });
    return id;
  },
  async attachment() {
    const [item] = await db.select().from(items).where(eq(items.conversationId, conversationId));
    const id = uuidv7();
    const file = { ownerId, name: "a.png", mime: "image/png", state: "ready" as const };
    await db.insert(attachments).values({ id, conversationId, itemId: item?.id ?? null, ...file });
    await db.insert(attachmentBlobs).values({ attachmentId: id, data: Buffer.from("png") });
    return id;
  },
  /** Something in this conversation was recorded. */
  async recorded() {
    const [item] = await db.select({ id: items.id }).from(items).where(eq(items.conversationId, conversationId));
    const recording = { id: uuidv7(), callId: uuidv7(), itemId: item?.id ?? "", provider: "asterisk" };
    const ready = { kind: "voicemail" as const, state: "ready" as const, startedAt: new Date() };
    await db.insert(callRecordings).values({ ...recording, ...ready });
    return { recordingId: recording.id };
  },
});

/** Calls at the place: they ring the person who asks when it is their own place, else somebody else. */
function callsOf({ db, people, boss, places }: World, principal: Principal, where: Where) {
  const [place, callee] = where === "own" ? [places.own, people.get(principal) ?? boss] : [places.other, boss];
  const presence = { isStaffed: () => true, availableAt: () => [callee.id], isAvailable: () => true };
  const system = { ...createCtx({ db, actor: SYSTEM, now }), presence };
  async function ring() {
    for (const { id } of await db.select().from(calls).where(ne(calls.state, "ended")))
      await hangUpForCustomer(system, { callId: id });
    const [endpoint] = await db.select().from(endpoints).where(eq(endpoints.address, place.address));
    const from = { kind: "phone" as const, value: `+1415557${String(1000 + caller++)}` };
    const { callId } = await receiveCall(system, { callId: uuidv7(), endpointId: endpoint?.id ?? "", from });
    return { callId };
  }
  async function answeredCall() {
    const { callId } = await ring();
    const call = await answerCall({ ...system, actor: callee }, { callId, deviceId: uuidv7() });
    return { callId, call };
  }
  return {
    ring,
    answeredCall: async () => ({ callId: (await answeredCall()).callId }),
    async wrappedUp() {
      const { callId } = await answeredCall();
      await hangUpCall({ ...system, actor: callee }, { callId });
      const [mine] = await myWrapUps({ ...system, actor: callee });
      return { wrapUpId: mine?.id ?? "" };
    },
    /** The leg of whoever answered, as another tab of theirs asks to carry it. */
    async staffLeg() {
      const { callId, call } = await answeredCall();
      const legId = call?.legs.find(({ userId }) => userId === callee.id)?.id ?? "";
      return { callId, legId, deviceId: uuidv7() };
    },
  };
}

/** The callback of a conversation, which the boss has scheduled. */
function callbacksOf(asBoss: World["asBoss"], conversationId: string) {
  const callbackId = uuidv7();
  const dueAt = () => new Date(Date.now() + 3_600_000).toISOString();
  return {
    async callback() {
      await scheduleCallback(asBoss, { callbackId, conversationId, dueAt: dueAt(), assignee: "place", reason: "" });
      return { callbackId };
    },
    unscheduled: async () => ({ callbackId: uuidv7(), conversationId }),
  };
}

function mergeCases({ db, asBoss }: World, conversationId: Id) {
  const shown = async () => {
    const rows = await db.select().from(conversations).where(eq(conversations.id, conversationId));
    return { customerId: rows[0]?.customerId ?? "" };
  };
  const twin = async () => {
    const merge = { mergeId: uuidv7(), conversationId, ...(await shown()), otherId: (await makeCustomer(db)).id };
    return { ...merge, keep: "this" as const, evidence: "They said so" };
  };
  return {
    /** Its customer, as a screen shows them. */
    shown,
    /** A merge of its customer with another one, to be made. */
    twin,
    /** Another customer who shares the address of the conversation. */
    async shared() {
      const [{ contactKind: kind, contactValue: value } = { contactKind: "", contactValue: "" }] = await db
        .select()
        .from(conversations)
        .where(eq(conversations.id, conversationId));
      const customerId = (await makeCustomer(db)).id;
      await db.insert(sharedIdentities).values({ kind, value, customerId, source: "till" });
      return { conversationId, customerId };
    },
    async merged() {
      const { mergeId } = await mergeCustomers(asBoss, await twin());
      return { conversationId, mergeId };
    },
  };
}

/** Replies of the boss in a conversation. */
function repliesOf({ db, asBoss }: World, conversationId: string) {
  return {
    async failedMessage() {
      const message = { conversationId, clientMessageId: uuidv7(), body: "Yes", seenSeq: 1 };
      const item = await sendMessage(asBoss, message);
      await db.update(items).set({ deliveryStatus: "failed" }).where(eq(items.id, item.id));
      return { conversationId, itemId: item.id };
    },
    async undoableMessage() {
      const message = { conversationId, clientMessageId: uuidv7(), body: "Yes", seenSeq: 1, undoable: true };
      return { conversationId, itemId: (await sendMessage(asBoss, message)).id };
    },
    async scheduled() {
      const scheduled = { conversationId, scheduledId: uuidv7() };
      const sendAt = new Date(Date.now() + 3_600_000).toISOString();
      await scheduleReply(asBoss, { ...scheduled, body: "They are here.", sendAt, seenSeq: 9 });
      return scheduled;
    },
  };
}

/** One unchanged conversation, and the data that calls about it need. */
export async function makeCase(world: World, principal: Principal, where: Where) {
  const { db, asBoss, third } = world;
  const { from, visitor, ownerId, place, say } = await makeAuthor(world, principal, where);
  const { conversationId } = await say();
  const target = { placeId: third.id };
  return {
    conversationId,
    placeId: place.id,
    /** The widget key of that place. */
    key: place.key,
    target,
    from,
    /** The visitor who calls, if any. */
    visitor,
    ...filesOf(db, conversationId, ownerId),
    ...callsOf(world, principal, where),
    ...callbacksOf(asBoss, conversationId),
    ...repliesOf(world, conversationId),
    resolve: () => resolveConversation(asBoss, { conversationId }),
    /** Moves it away and offers it back to its place. */
    async offerHere() {
      await db.update(conversations).set({ placeId: third.id }).where(eq(conversations.id, conversationId));
      const to = { placeId: place.id };
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
    async bulkMoved() {
      const bulkId = uuidv7();
      await bulkAssign(asBoss, { bulkId, selection: { ids: [conversationId] }, to: target });
      return { undoId: bulkId };
    },
    /** An earlier conversation of the same customer, before this one. */
    async withEarlier() {
      const long = new Date(Date.now() - 30 * 86_400_000);
      await resolveConversation(asBoss, { conversationId });
      await db.update(conversations).set({ resolvedAt: long }).where(eq(conversations.id, conversationId));
      const next = await say();
      return { conversationId: next.conversationId, earlierId: conversationId };
    },
    ...mergeCases(world, conversationId),
    /** A reply that the visitor has not seen. */
    async answered() {
      const message = { conversationId, clientMessageId: uuidv7(), body: "Yes", seenSeq: 1 };
      const { id } = await sendMessage(asBoss, message);
      return async () => (await db.select().from(items).where(eq(items.id, id)))[0]?.deliveryStatus;
    },
  };
}
export type Case = Awaited<ReturnType<typeof makeCase>>;

export async function countEvents(db: Db): Promise<number> {
  const [row] = await db.select({ n: sql<number>`count(*)::int` }).from(events);
  return row?.n ?? 0;
}
