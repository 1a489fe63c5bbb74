import { eq } from "drizzle-orm";
import fc from "fast-check";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { makeEndpoint, makeUser } from "@/db/factories";
import { consentStates, conversations, customerIdentities, customers, items } from "@/db/schema";
import type { Identity } from "@/server/contract/customers";
import { freshDb } from "@/tests/db";
import { inbound, makeStore } from "@/tests/inbound";
import { allowSend } from "../consent/gate";
import { writeLedger } from "../consent/ledger";
import { holdSends, holdState } from "../consent/send-holds";
import { listConversations } from "../conversations/inbox/list-conversations";
import { acceptOffer } from "../conversations/offers/accept-offer";
import { transferConversation } from "../conversations/offers/transfer-conversation";
import { receiveMessage } from "../conversations/receiving/receive-message";
import { sendMessage } from "../conversations/sending/send-message";
import { customerContext } from "../conversations/thread/customer-context";
import { getConversation } from "../conversations/thread/get-conversation";
import { getBoard } from "../conversations/workload/board";
import { resolveCustomers } from "./resolve-customer";

let db: Db;
let store: Awaited<ReturnType<typeof makeStore>>;
beforeEach(async () => {
  ({ db } = await freshDb());
  store = await makeStore(db);
});

const SERVICE = { channel: "sms", purpose: "service" as const };
const scoped = (scope: string, value = "+14155550100"): Identity => ({ kind: "phone", scope, value });
const write = (from: Identity, text = "Hello") =>
  receiveMessage(store.ctx, store.sms, inbound(store.endpoint.address, "", text, { from, at: store.clock.at }));
const ledger = (identity: Identity, action: "grant" | "revoke") =>
  db.transaction((tx) =>
    writeLedger(
      { tx, actor: store.ctx.actor, now: store.clock.at },
      {
        identity,
        ...SERVICE,
        action,
        basis: "keyword",
        source: "twilio-sms",
        sourceRef: null,
        capturedText: null,
        capturedAt: store.clock.at,
      },
    ),
  );
const maySend = (identity: Identity) =>
  db
    .transaction((tx) => allowSend(tx, { scope: "", ...identity, channel: "twilio-sms" }))
    .then(
      () => true,
      () => false,
    );

describe("the same value in two scopes", () => {
  test("is two customers with a conversation each, whichever path stores the message", async () => {
    const [one, two] = [await write(scoped("brand-a")), await write(scoped("brand-b"))];
    expect(two.conversationId).not.toBe(one.conversationId);
    // These are one statement each.
    expect((await write(scoped("brand-a"), "Still there?")).conversationId).toBe(one.conversationId);
    expect((await write(scoped("brand-b"), "Still there?")).conversationId).toBe(two.conversationId);
    expect((await write(scoped(""))).conversationId).not.toBe(one.conversationId);
    expect(await db.select().from(customers)).toHaveLength(3);
    const rows = await db.select().from(items).where(eq(items.conversationId, two.conversationId));
    expect(rows.map((row) => row.contactScope)).toEqual(["brand-b", "brand-b"]);
  });

  test("is as many customers as there are different scopes", async () => {
    const scope = fc.string({ maxLength: 12 }).filter((text) => !text.includes("\0"));
    const some = fc.uniqueArray(scope, { minLength: 2, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(some, fc.uuid(), async (scopes, value) => {
        const callers = scopes.map((one) => ({
          from: { kind: "external:shop" as const, scope: one, value },
          alsoKnownAs: [],
          displayName: null,
        }));
        const found = await db.transaction((tx) =>
          resolveCustomers(
            {
              ...store.ctx,
              tx,
              now: store.clock.at,
              canTranscribe: false,
              canTakeCards: false,
              emit: () => {},
              enqueue: () => {},
            },
            callers,
          ),
        );
        expect(new Set(found.values()).size).toBe(scopes.length);
      }),
      { numRuns: 25 },
    );
  });

  test("has separate consents: STOP and holds in one do not affect the other", async () => {
    await write(scoped("brand-a"), "STOP");
    expect(await maySend(scoped("brand-a"))).toBe(false);
    expect(await maySend(scoped("brand-b"))).toBe(true);
    expect(await maySend(scoped(""))).toBe(true);
    await ledger(scoped("brand-b"), "revoke");
    await ledger(scoped("brand-a"), "grant");
    expect([await maySend(scoped("brand-a")), await maySend(scoped("brand-b"))]).toEqual([true, false]);
    expect(await db.select().from(consentStates)).toHaveLength(2);
    await holdSends(db, [scoped("brand-a")], "k");
    const held = (identity: Identity) => db.transaction((tx) => holdState(tx, identity));
    expect([await held(scoped("brand-a")), await held(scoped("brand-b"))]).toEqual(["fresh", "none"]);
  });

  test("STOP on one address of a customer does not affect their other addresses", async () => {
    const { conversationId } = await write(scoped(""));
    const [customer] = await db.select().from(customers);
    const second = { kind: "phone", scope: "brand-a", value: "+14155550155", customerId: customer!.id, source: "shop" };
    await db.insert(customerIdentities).values(second);
    await ledger(scoped(""), "revoke");
    const { destinations } = await getConversation(store.staff, { conversationId });
    expect(destinations.map(({ contact, blocked }) => [contact.slice(-4), blocked === null])).toEqual([
      ["0100", false],
      ["0155", true],
    ]);
  });

  test("a reply goes to the address in the scope that the customer wrote from", async () => {
    await write(scoped("brand-a"));
    const { conversationId } = await write(scoped("brand-b"));
    const sent = await sendMessage(store.staff, { conversationId, clientMessageId: uuidv7(), body: "Hi", seenSeq: 9 });
    const [row] = await db.select().from(items).where(eq(items.id, sent.id));
    expect(row).toMatchObject({ contactKind: "phone", contactScope: "brand-b" });
  });
});

describe("a customer without a phone number", () => {
  const chat = async () => {
    const site = await makeEndpoint(db, { placeId: store.place.id, channel: "webchat" });
    return receiveMessage(
      store.ctx,
      { connectionId: site.connectionId },
      inbound(site.address, "", "Is it there?", { from: { kind: "visitor", value: uuidv7() }, at: store.clock.at }),
    );
  };

  test("is in the inbox, the thread, the panel and on the board, and can be answered", async () => {
    const { conversationId } = await chat();
    const { actor: boss } = await makeUser(db, { role: "supervisor", placeIds: [store.place.id] });
    const { rows } = await listConversations(store.staff, { view: "all", limit: 25 });
    expect(rows.map((row) => row.id)).toEqual([conversationId]);
    expect(rows[0]?.customer.contact).not.toBe("");
    const context = await customerContext(store.staff, { conversationId });
    expect(context.identities.map(({ kind }) => kind)).toEqual(["visitor"]);
    expect(context.consent).toEqual([]);
    const board = await getBoard({ ...store.ctx, actor: boss });
    expect(board.places.find(({ place }) => place.id === store.place.id)).toMatchObject({ open: 1, waiting: 1 });
    const detail = await getConversation(store.staff, { conversationId });
    expect(detail.replyBlocked).toBeNull();
    await sendMessage(store.staff, { conversationId, clientMessageId: uuidv7(), body: "Yes", seenSeq: 9 });
  });

  test("is masked for partner agents, and can be transferred and taken over", async () => {
    const { conversationId } = await chat();
    const { actor: partner } = await makeUser(db, { role: "partner_agent", placeIds: [store.place.id] });
    const as = { ...store.ctx, actor: partner };
    const masked = await customerContext(as, { conversationId });
    const [identity] = await db.select().from(customerIdentities);
    expect(JSON.stringify(masked)).not.toContain(identity?.value);
    const card = { need: "A jacket", facts: "", promises: "", consent: "" };
    const row = await transferConversation(store.staff, { conversationId, to: { userId: partner.id }, card });
    await acceptOffer(as, { conversationId, offerId: row.offer?.id ?? "" });
    const [taken] = await db.select().from(conversations).where(eq(conversations.id, conversationId));
    expect(taken?.assigneeId).toBe(partner.id);
  });
});
