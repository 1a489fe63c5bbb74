import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import { makeConversation, makeCustomer, makeUser } from "@/db/factories";
import { conversations } from "@/db/schema";
import type { Envelope, EventPayloads, LoggedEvent } from "@/server/contract/events";
import { type PersonActor, ROLES } from "@/server/contract/team";
import { logHead, readLog } from "@/server/outbox/event-log";
import { recipientOf } from "@/tests/recipients";
import { shownText } from "@/tests/shown-text";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { ingestEvents } from "../commerce/ingest-events";
import { assignConversation } from "../conversations/assignment/assign-conversation";
import { claimConversation } from "../conversations/assignment/claim-conversation";
import { acceptOffer } from "../conversations/offers/accept-offer";
import { declineOffer } from "../conversations/offers/decline-offer";
import { transferConversation } from "../conversations/offers/transfer-conversation";
import { withdrawOffer } from "../conversations/offers/withdraw-offer";
import { visibleTo } from "../conversations/record/policy";
import { resolveConversation } from "../conversations/status/resolve-conversation";
import { markRead } from "../conversations/thread/mark-read";
import { maskingFor } from "../team/policy";
import { envelopeFor } from "./audience";
import { hydrateBoth } from "./hydrate";
import { syncSince } from "./since";

const card = { need: "call +1 213 373 4253 or a@b.example", facts: "", promises: "", consent: "" };
let world: TwoStores;
let readers: PersonActor[];

/** Every role at no place, at one, at the other, at both, and everywhere. */
beforeEach(async () => {
  world = await twoStores();
  const { db, pine, harbor, ana, abe, ben, sue, pat } = world;
  readers = [ana, abe, ben, sue, pat];
  for (const role of ROLES) {
    for (const placeIds of [[], [pine.id], [harbor.id], [pine.id, harbor.id]]) {
      readers.push((await makeUser(db, { role, placeIds })).actor);
    }
    readers.push((await makeUser(db, { role, scopeAll: true })).actor);
  }
});

/** The conversations that each reader may read, by the query itself. */
async function readable(): Promise<Set<string>[]> {
  const found: Set<string>[] = [];
  for (const actor of readers) {
    const rows = await world.db.select({ id: conversations.id }).from(conversations).where(visibleTo(actor));
    found.push(new Set(rows.map(({ id }) => id)));
  }
  return found;
}

/** The access of all readers before and after a change, and the envelopes that each received. */
async function observe(change: () => Promise<unknown>) {
  const before = await readable();
  const head = await logHead(world.db);
  await change();
  const batch = await readLog(world.db, head, 100);
  const after = await readable();
  const said = await hydrateBoth(world.db, batch);
  const published = readers.map((actor) => {
    const hydrated = maskingFor(actor).masked ? said.masked : said.clear;
    return batch.flatMap((event) => {
      const envelope = hydrated.get(event.cursor);
      return (envelope && envelopeFor(recipientOf(actor), event, envelope)) ?? [];
    });
  });
  return { before, after, published, batch, head };
}

const kindsFor = (envelopes: Envelope[], id: string) =>
  envelopes.flatMap(({ entity }) => {
    if (entity.kind === "conversation" && entity.row.id === id) return ["conversation"];
    return entity.kind === "conversation_left" && entity.conversationId === id ? ["left"] : [];
  });

test("a move is pushed completely to its readers, as `conversation_left` to people who lose it, and to nobody else", async () => {
  const { db, pine, harbor, ana, ben, abe, sue, as } = world;
  const { id } = await makeConversation(db, { placeId: pine.id });
  const conversationId = id;
  let offerId = "";
  const offer = async (to: { userId?: string; placeId?: string }) => {
    offerId = (await transferConversation(as(ana), { conversationId, to, card })).offer?.id ?? "";
  };
  const changes: [string, () => Promise<unknown>][] = [
    ["claim", () => claimConversation(as(ana), { conversationId })],
    ["offer to a person", () => offer({ userId: ben.id })],
    ["decline", () => declineOffer(as(ben), { conversationId, offerId, reason: "busy" })],
    ["offer to a place", () => offer({ placeId: harbor.id })],
    ["withdraw", () => withdrawOffer(as(ana), { conversationId, offerId })],
    ["offer again", () => offer({ placeId: harbor.id })],
    ["accept", () => acceptOffer(as(ben), { conversationId, offerId })],
    ["assign", () => assignConversation(as(ben), { conversationId, to: { userId: abe.id } })],
    ["to a queue", () => assignConversation(as(abe), { conversationId, to: { placeId: harbor.id } })],
    ["back", () => assignConversation(as(sue), { conversationId, to: { placeId: pine.id } })],
    ["resolve", () => resolveConversation(as(abe), { conversationId })],
  ];
  for (const [name, change] of changes) {
    const { before, after, published } = await observe(change);
    for (const [at, actor] of readers.entries()) {
      const expected = after[at]?.has(id) ? ["conversation"] : before[at]?.has(id) ? ["left"] : [];
      expect(kindsFor(published[at] ?? [], id), `${name}: ${actor.role} ${actor.name}`).toEqual(expected);
    }
  }
});

test("only its previous assignee learns where a conversation went, by push and by catching up", async () => {
  const { db, pine, harbor, ana, abe, ben, sue, as } = world;
  const { id: conversationId } = await makeConversation(db, { placeId: pine.id, assigneeId: ana.id });
  const to = { placeId: harbor.id };
  const made = await transferConversation(as(ana), { conversationId, to, card });
  const offer = { conversationId, offerId: made.offer?.id ?? "" };
  const { published, head } = await observe(() => acceptOffer(as(ben), offer));
  const movedTo = (envelopes: Envelope[] = []) =>
    envelopes.map(({ entity }) => (entity.kind === "conversation_left" ? entity.movedTo : entity.kind));
  for (const actor of [ana, abe]) {
    const answer = await syncSince(as(actor), { cursor: head });
    const expected = [actor === ana ? "Harbor" : null];
    expect(movedTo(published[readers.indexOf(actor)]), actor.name).toEqual(expected);
    expect(movedTo(answer.reset ? [] : answer.envelopes), actor.name).toEqual(expected);
  }
  const back = await observe(() => assignConversation(as(sue), { conversationId, to: { placeId: pine.id } }));
  expect(movedTo(back.published[readers.indexOf(ben)])).toEqual(["Pine Street"]);
});

test("a read mark reaches only its reader, and a session's end nobody", async () => {
  const { db, pine, ana, as } = world;
  const { id } = await makeConversation(db, { placeId: pine.id });
  const { published } = await observe(() => markRead(as(ana), { conversationId: id, seq: 1 }));
  expect(readers.filter((_, at) => (published[at] ?? []).length > 0)).toEqual([ana]);
  const ended = { type: "session.ended", payload: { sid: "s", userId: "u" } satisfies EventPayloads["session.ended"] };
  const envelope = { type: "session.ended", at: "", entity: { kind: "session" } } as Envelope;
  for (const actor of readers) expect(envelopeFor(recipientOf(actor), ended as LoggedEvent, envelope)).toBeNull();
});

test("a partner agent never receives a number or an address, by push or by catching up", async () => {
  const { db, pine, harbor, ana, pat, as } = world;
  const preview = "reach me at (213) 373-4253, x@y.example";
  const { id } = await makeConversation(db, {
    placeId: pine.id,
    assigneeId: ana.id,
    preview,
    contactValue: "+12133734253",
  });
  const { published, head } = await observe(() =>
    transferConversation(as(ana), { conversationId: id, to: { placeId: harbor.id }, card }),
  );
  const answer = await syncSince(as(pat), { cursor: head });
  const spoken = shownText([published[readers.indexOf(pat)], answer]);
  expect(spoken).toContain("transfer_offered");
  expect(spoken).not.toMatch(/373|4253|@b\.example|@y\.example/);
});

test("catching up returns missed events once, and asks for a refetch when the log cannot", async () => {
  const { db, pine, ana, abe, ben, as } = world;
  const { id } = await makeConversation(db, { placeId: pine.id });
  const cursor = await logHead(db);
  await claimConversation(as(abe), { conversationId: id });
  const missed = await syncSince(as(ana), { cursor });
  expect(missed).toMatchObject({ reset: false, more: false, envelopes: [{ type: "conversation.assigned" }] });
  expect(await syncSince(as(ana), { cursor: missed.cursor })).toMatchObject({ reset: false, envelopes: [] });
  expect(await syncSince(as(ben), { cursor })).toMatchObject({ reset: false, envelopes: [] });
  for (const unknown of ["", "x", "1.2.3", "99999999999999.1", "-1.0"]) {
    expect(await syncSince(as(ana), { cursor: unknown })).toMatchObject({ reset: true });
  }
});

test("a moved order is pushed completely to screens of its customer, and as `order_left` to those of the previous one", async () => {
  const { db, pine, harbor, ana, ben, sue, as, system } = world;
  const customerIds: string[] = [];
  const say = (type: string, sequence: number, data: unknown) => ({
    ...{ specversion: "1.0" as const, id: uuidv7(), source: "oms", type: `retail.${type}.v1`, sequence, data },
  });
  const order = (customer: string, sequence: number) =>
    say("order.changed", sequence, {
      ...{ id: "O1", number: "O1", customer, status: "processing", placedAt: "2026-11-20T10:00:00Z" },
      ...{ totalMinor: 1, currency: "USD", lines: [] },
    });
  for (const [at, placeId] of [pine.id, harbor.id].entries()) {
    const identities = [{ kind: "external:oms", value: `C${at}` }] as const;
    const customer = await makeCustomer(db, { name: `Customer ${at}`, identities: [...identities] });
    customerIds.push(customer.id);
    await makeConversation(db, { placeId, customerId: customer.id });
  }
  await ingestEvents(system(), "oms", [order("C0", 1)]);
  const { published, head, batch } = await observe(async () => {
    await ingestEvents(system(), "oms", [order("C1", 2)]);
    await ingestEvents(system(), "oms", [order("C1", 3)]);
  });
  const kinds = async (actor: PersonActor) => {
    const answer = await syncSince(as(actor), { cursor: head });
    return answer.reset ? [] : answer.envelopes.map(({ entity }) => entity.kind);
  };
  expect(await kinds(ana)).toEqual(["order_left"]);
  expect(await kinds(ben)).toEqual(["order", "order"]);
  expect(await kinds(sue)).toEqual(["order", "order"]);
  const [moved] = batch as [LoggedEvent];
  const [whole] = published[readers.indexOf(ana)] as [Envelope];
  const beside = (id: string | undefined) =>
    envelopeFor(
      recipientOf(ana, (customerId) => customerId === id),
      moved,
      whole,
    )?.entity;
  expect(beside(customerIds[0])).toEqual({
    kind: "order_left",
    orderId: expect.any(String),
    customerIds: [customerIds[0]],
  });
  expect(beside(customerIds[1])).toMatchObject({ kind: "order", order: { number: "O1", version: 3 } });
  expect(beside("somebody else")).toBeUndefined();
});
