import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import { type CacheState, emptyCache, type ListData } from "@/components/client/cache-state";
import { applyEnvelope } from "@/components/client/nouns";
import { makeConversation, makeCustomer, makeEndpoint } from "@/db/factories";
import { skus, users } from "@/db/schema";
import type { CloudEvent } from "@/server/contract/commerce";
import { VIEWS } from "@/server/contract/constants";
import type { EventType } from "@/server/contract/events";
import type { Me, PersonActor } from "@/server/contract/team";
import { logHead, readLog } from "@/server/outbox/event-log";
import { callScreens, callsSeen } from "@/tests/call-screens";
import { callStories, scheduleStory } from "@/tests/call-stories";
import { copyNames } from "@/tests/copy-names";
import { customerStories, textFirstStory } from "@/tests/customer-stories";
import { followingStories } from "@/tests/following-stories";
import { inbound } from "@/tests/inbound";
import { recipientOf } from "@/tests/recipients";
import { replyStories } from "@/tests/reply-stories";
import { teamScreens, teamStories } from "@/tests/team-stories";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { ingestEvents } from "../commerce/ingest-events";
import { stockOf } from "../commerce/stock";
import { saveSetting } from "../configuration/save-setting";
import { assignConversation } from "../conversations/assignment/assign-conversation";
import { claimConversation } from "../conversations/assignment/claim-conversation";
import { listConversations } from "../conversations/inbox/list-conversations";
import { acceptOffer } from "../conversations/offers/accept-offer";
import { declineOffer } from "../conversations/offers/decline-offer";
import { expireOffer } from "../conversations/offers/expire-offer";
import { transferConversation } from "../conversations/offers/transfer-conversation";
import { withdrawOffer } from "../conversations/offers/withdraw-offer";
import { receiveMessage } from "../conversations/receiving/receive-message";
import { sendMessage } from "../conversations/sending/send-message";
import { reopenConversation } from "../conversations/status/reopen-conversation";
import { resolveConversation } from "../conversations/status/resolve-conversation";
import { snoozeConversation } from "../conversations/status/snooze-conversation";
import { wakeConversation } from "../conversations/status/wake-conversation";
import { addCustomerNote } from "../conversations/thread/add-customer-note";
import { customerContext } from "../conversations/thread/customer-context";
import { getConversation } from "../conversations/thread/get-conversation";
import { markRead } from "../conversations/thread/mark-read";
import { setDisabled } from "../conversations/workload/set-disabled";
import { saveEndpoint } from "../settings/endpoints";
import { getMe } from "../team/get-me";
import { maskingFor } from "../team/policy";
import { savePerson } from "../team/save-person";
import { envelopeFor } from "./audience";
import { hydrate } from "./hydrate";

const card = { need: "Blue jacket", facts: "", promises: "", consent: "" };
const PHONE = "+12133734253";

type Story = TwoStores & {
  id: string;
  connectionId: string;
  endpointId: string;
  number: string;
  offer(): Promise<{ conversationId: string; offerId: string }>;
};
let story: Story;

/** Ana has a customer's conversation at Pine Street, with orders and stock, among other rows. */
beforeEach(async () => {
  const world = await twoStores();
  const { db, pine, harbor, ana, as } = world;
  const endpoint = await makeEndpoint(db, { placeId: pine.id, address: "+14155559000" });
  const customer = await makeCustomer(db, { name: PHONE, identities: [{ kind: "phone", value: PHONE }] });
  const own = { placeId: pine.id, customerId: customer.id, endpointId: endpoint.id, contactValue: PHONE };
  const { id } = await makeConversation(db, { ...own, assigneeId: ana.id });
  await makeConversation(db, { ...own, placeId: harbor.id });
  for (const status of ["open", "snoozed", "resolved"] as const) {
    await makeConversation(db, { placeId: pine.id, status });
    await makeConversation(db, { placeId: harbor.id, status });
  }
  await ingestEvents(world.system(), "till", [
    event("place.changed", { code: "101", kind: "store", name: "Store 101" }, 1),
    event("sku.changed", { code: "JKT-M", title: "Jacket" }, 1),
    event("stock.level.changed", { sku: "JKT-M", place: "101", onHand: 3 }, 1),
    event("customer.changed", { id: "C1", name: "Ana Customer", phones: [PHONE] }, 1),
    order("processing", 1),
  ]);
  await copyNames(world.system());
  world.later(1);
  story = {
    ...world,
    id,
    connectionId: endpoint.connectionId,
    endpointId: endpoint.id,
    number: endpoint.address,
    async offer() {
      await scheduleStory(story);
      const row = await transferConversation(as(ana), { conversationId: id, to: { placeId: harbor.id }, card });
      world.later(200);
      return { conversationId: id, offerId: row.offer?.id ?? "" };
    },
  };
});

const event = (type: string, data: unknown, sequence: number): CloudEvent => ({
  specversion: "1.0",
  id: uuidv7(),
  source: "till/1",
  type: `retail.${type}.v1`,
  time: new Date(Date.UTC(2026, 10, 22, 10, 0, sequence)).toISOString(),
  sequence,
  data,
});
const order = (status: string, sequence: number) =>
  event(
    "order.changed",
    {
      id: "O1",
      number: "1001",
      customer: "C1",
      status,
      placedAt: "2026-11-20T10:00:00Z",
      totalMinor: 100,
      currency: "USD",
      lines: [],
    },
    sequence,
  );
const text = (s: Story, from: string, body: string) =>
  receiveMessage(s.system(), { connectionId: s.connectionId }, inbound(s.number, from, body, { at: s.now() }));
const reply = (s: Story) =>
  sendMessage(s.as(s.ana), { conversationId: s.id, clientMessageId: uuidv7(), body: "Yes, we have it", seenSeq: 99 });
const until = (s: Story) => new Date(s.now().getTime() + 60_000).toISOString();

/**
 * For every event: the state before screens are opened, and the change that is then pushed to them. An event without an entry
 * fails to compile.
 */
const stories: { [T in EventType]: (s: Story) => Promise<() => Promise<unknown>> } = {
  "conversation.opened": async (s) => {
    const textFirst = await textFirstStory(s);
    return () => text(s, "+12133730000", "hello, first time").then(textFirst);
  },
  "conversation.reopened": async (s) => {
    await resolveConversation(s.as(s.ana), { conversationId: s.id });
    return () => reopenConversation(s.as(s.abe), { conversationId: s.id });
  },
  "conversation.resolved": async (s) => () => resolveConversation(s.as(s.ana), { conversationId: s.id }),
  "conversation.snoozed": async (s) => () => snoozeConversation(s.as(s.ana), { conversationId: s.id, until: until(s) }),
  "conversation.woken": async (s) => {
    await snoozeConversation(s.as(s.ana), { conversationId: s.id, until: until(s) });
    s.later(120);
    return () => wakeConversation(s.system(), { conversationId: s.id });
  },
  "conversation.assigned": async (s) => async () => {
    await assignConversation(s.as(s.ana), { conversationId: s.id, to: { placeId: s.harbor.id } });
    await claimConversation(s.as(s.ben), { conversationId: s.id });
  },
  ...followingStories,
  "message.received": async (s) => () => text(s, PHONE, "is it there? call 213-373-4253"),
  "message.sent": async (s) => () => reply(s),
  ...callStories,
  ...customerStories,
  "offer.made": async (s) => () => s.offer(),
  "offer.accepted": async (s) => {
    const offer = await s.offer();
    return () => acceptOffer(s.as(s.ben), offer);
  },
  "offer.declined": async (s) => {
    const offer = await s.offer();
    return () => declineOffer(s.as(s.ben), { ...offer, reason: "closing" });
  },
  "offer.expired": async (s) => {
    const { offerId } = await s.offer();
    return () => expireOffer(s.system(), { offerId });
  },
  "offer.withdrawn": async (s) => {
    const offer = await s.offer();
    return () => withdrawOffer(s.as(s.ana), offer);
  },
  "conversation.read": async (s) => () => markRead(s.as(s.ana), { conversationId: s.id, seq: 1 }),
  "customer.changed": async (s) => async () => {
    await addCustomerNote(s.as(s.ana), { conversationId: s.id, noteId: uuidv7(), body: "Prefers texts" });
    await ingestEvents(s.system(), "till", [
      event("customer.changed", { id: "C1", name: "Renamed", phones: [PHONE] }, 2),
    ]);
    await copyNames(s.system());
  },
  "order.changed": async (s) => () => ingestEvents(s.system(), "till", [order("in_transit", 2)]),
  "stock.changed": async (s) => () =>
    ingestEvents(s.system(), "till", [event("stock.level.changed", { sku: "JKT-M", place: "101", onHand: 2 }, 2)]),
  "feed.confirmed": async (s) => () =>
    ingestEvents(s.system(), "till", [
      { ...event("feed.confirmed", { stream: "stock", place: "101" }, 1), time: s.now().toISOString() },
      { ...event("feed.confirmed", { stream: "orders" }, 1), time: s.now().toISOString() },
    ]),
  "person.changed": async (s) => {
    await s.offer();
    const admin = s.as({ ...s.sue, role: "admin" });
    return async () => {
      await setDisabled(admin, { userId: s.abe.id, disabled: true });
      const { email, role, scopeAll, regions } = (await s.db.select().from(users).where(eq(users.id, s.ana.id)))[0]!;
      const renamed = { userId: s.ana.id, email, role, scopeAll, regions, placeIds: [s.pine.id], name: "Ana Ruiz" };
      await savePerson(admin, renamed);
      await copyNames(s.system());
    };
  },
  "place.changed": async (s) => {
    await s.offer();
    const describe = (code: string, name: string) =>
      ingestEvents(s.system(), "till", [event("place.changed", { code, kind: "store", name }, 2)]);
    return async () => {
      await describe(s.pine.code, "Pine Street West");
      await describe(s.harbor.code, "Old Harbor");
      await describe("101", "Store 101 A");
      await describe("102", "Store 102");
      await copyNames(s.system());
    };
  },
  "endpoint.changed": async (s) => () =>
    saveEndpoint(s.system(), { connectionId: s.connectionId, placeId: s.pine.id, address: "+14155559001", label: "2" }),
  "setting.changed": async (s) => () =>
    saveSetting(s.system(), {
      key: "conversations.reopen_window",
      scope: { kind: "place", placeId: s.pine.id },
      own: { value: 24 },
      expectedVersion: 0,
    }),
  ...replyStories,
  ...teamStories,
};

/** Everything that this person's screens show, freshly fetched. */
async function look(s: Story, actor: PersonActor): Promise<CacheState> {
  const ctx = s.as(actor);
  const lists = await Promise.all(
    VIEWS.map(async (view) => {
      const data: ListData = { pages: [await listConversations(ctx, { view, limit: 100 })], pageParams: [null] };
      return [view, { filter: { view }, data }] as const;
    }),
  );
  const ids = new Set(lists.flatMap(([, { data }]) => data.pages.flatMap((page) => page.rows.map((row) => row.id))));
  const skuIds = (await s.db.select({ id: skus.id }).from(skus)).map((sku) => sku.id);
  return {
    ...emptyCache(),
    lists: new Map(lists),
    details: new Map(
      await Promise.all([...ids].map(async (id) => [id, await getConversation(ctx, { conversationId: id })] as const)),
    ),
    contexts: new Map(
      await Promise.all([...ids].map(async (id) => [id, await customerContext(ctx, { conversationId: id })] as const)),
    ),
    stock: new Map([["stock", await stockOf(ctx, { skuIds })]]),
    ...(await teamScreens(ctx)),
    ...(await callScreens(ctx)),
  };
}

/**
 * The visible content of a cache, in one order. Left out: stale queries that the cache will refetch, data that was not on
 * screen, and, of a customer's history, conversations this person can only read back to: those are as they were when opened.
 */
function seen(cache: CacheState, { stale }: CacheState, shown: CacheState, fresh: CacheState) {
  if (stale.has("me")) return "everything is asked again";
  const kept = <V>(map: ReadonlyMap<string, V>, kind: "detail" | "context" | "list") =>
    [...map].filter(([id]) => !stale.has(`${kind}:${id}`));
  const onScreen = (id: string) => shown.details.has(id) && fresh.details.has(id);
  return {
    lists: kept(cache.lists, "list").map(([view, { data }]) => {
      const rows = data.pages.flatMap((page) => page.rows);
      const unread = rows.map(
        (row) => row.lastInboundSeq > (data.pages.find((page) => page.reads[row.id])?.reads[row.id] ?? 0),
      );
      return { view, rows, unread };
    }),
    details: Object.fromEntries(kept(cache.details, "detail").filter(([id]) => onScreen(id))),
    threads: Object.fromEntries(
      [...cache.details].filter(([id]) => onScreen(id)).map(([id, { items }]) => [id, items]),
    ),
    contexts: Object.fromEntries(
      kept(cache.contexts, "context")
        .filter(([id]) => onScreen(id))
        .map(([id, context]) => [id, { ...context, earlier: context.earlier.filter((e) => fresh.details.has(e.id)) }]),
    ),
    stock: [...cache.stock],
    people: cache.people,
    places: cache.places,
    preferences: cache.preferences,
    drafts: cache.drafts,
    ...callsSeen(cache, { stale }),
  };
}

test.each(Object.keys(stories) as EventType[])("after %s, a patched screen equals a refetched one", async (type) => {
  const act = await stories[type](story);
  const readers = [story.ana, story.ben, story.sue, story.pat];
  const before = await Promise.all(readers.map((actor) => look(story, actor)));
  const head = await logHead(story.db);
  await act();
  const batch = await readLog(story.db, head, 500);
  expect(batch.map((logged) => logged.type)).toContain(type);
  for (const [at, actor] of readers.entries()) {
    const me: Me = await getMe(story.as(actor));
    const said = await hydrate(story.db, batch, maskingFor(actor));
    const envelopes = batch.flatMap((logged) => {
      const envelope = said.get(logged.cursor);
      return (envelope && envelopeFor(recipientOf(actor), logged, envelope)) ?? [];
    });
    const stale = before[at] as CacheState;
    const once = envelopes.reduce((cache, envelope) => applyEnvelope(cache, envelope, me), stale);
    const twice = envelopes.reduce((cache, envelope) => applyEnvelope(cache, envelope, me), once);
    const fresh = await look(story, actor);
    expect(seen(once, once, stale, fresh), `${actor.name}, once`).toEqual(seen(fresh, once, stale, fresh));
    expect(seen(twice, once, stale, fresh), `${actor.name}, twice`).toEqual(seen(fresh, once, stale, fresh));
  }
});
