import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import { type CacheState, emptyCache } from "@/components/client/cache-state";
import { applyEnvelope } from "@/components/client/nouns";
import { makeConversation, makeUser } from "@/db/factories";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { logHead } from "@/server/outbox/event-log";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { assignConversation } from "../conversations/assignment/assign-conversation";
import { bulkAssign } from "../conversations/assignment/bulk-assign";
import { claimConversation } from "../conversations/assignment/claim-conversation";
import { listConversations } from "../conversations/inbox/list-conversations";
import { acceptOffer } from "../conversations/offers/accept-offer";
import { declineOffer } from "../conversations/offers/decline-offer";
import { expireOffer } from "../conversations/offers/expire-offer";
import { transferConversation } from "../conversations/offers/transfer-conversation";
import { withdrawOffer } from "../conversations/offers/withdraw-offer";
import { sendMessage } from "../conversations/sending/send-message";
import { resolveConversation } from "../conversations/status/resolve-conversation";
import { undoChange } from "../conversations/status/undo-change";
import { customerContext } from "../conversations/thread/customer-context";
import { getConversation } from "../conversations/thread/get-conversation";
import { setDisabled } from "../conversations/workload/set-disabled";
import { getMe } from "../team/get-me";
import { loadSession } from "../team/load-session";
import { savePerson } from "../team/save-person";
import { syncSince } from "./since";

let world: TwoStores;
beforeEach(async () => {
  world = await twoStores();
});
const card = { need: "x", facts: "", promises: "", consent: "" };
const admin = () => world.as({ ...world.sue, role: "admin" as const });

/** A conversation that Ana has at Pine Street. */
const anas = async (): Promise<Id> =>
  (await makeConversation(world.db, { placeId: world.pine.id, assigneeId: world.ana.id })).id;
const offer = async (conversationId: Id, to: object) => {
  const row = await transferConversation(world.as(world.ana), { conversationId, to, card });
  return { conversationId, offerId: row.offer?.id ?? "" };
};
const toBen = async () => offer(await anas(), { userId: world.ben.id });

type Way = {
  name: string;
  loser: () => PersonActor;
  /** The initial state, and the change that takes access away. */
  story: () => Promise<{ id: Id; lose: () => Promise<unknown> }>;
  left: { why: string; movedTo: string | null };
};
const WAYS: Way[] = [
  {
    name: "my transfer is accepted",
    loser: () => world.ana,
    story: async () => {
      const made = await offer(await anas(), { placeId: world.harbor.id });
      return { id: made.conversationId, lose: () => acceptOffer(world.as(world.ben), made) };
    },
    left: { why: "offer.accepted", movedTo: "Harbor" },
  },
  {
    name: "an offer to me runs out",
    loser: () => world.ben,
    story: async () => {
      const made = await toBen();
      world.later(121);
      return { id: made.conversationId, lose: () => expireOffer(world.system(), { offerId: made.offerId }) };
    },
    left: { why: "offer.expired", movedTo: null },
  },
  {
    name: "a colleague declines an offer to my place",
    loser: () => world.ben,
    story: async () => {
      const bea = (await makeUser(world.db, { placeIds: [world.harbor.id] })).actor;
      const made = await offer(await anas(), { placeId: world.harbor.id });
      return { id: made.conversationId, lose: () => declineOffer(world.as(bea), { ...made, reason: "busy" }) };
    },
    left: { why: "offer.declined", movedTo: null },
  },
  {
    name: "an offer to me is withdrawn",
    loser: () => world.ben,
    story: async () => {
      const made = await toBen();
      return { id: made.conversationId, lose: () => withdrawOffer(world.as(world.ana), made) };
    },
    left: { why: "offer.withdrawn", movedTo: null },
  },
  {
    name: "its owner resolves what was offered to me",
    loser: () => world.ben,
    story: async () => {
      const { conversationId: id } = await toBen();
      return { id, lose: () => resolveConversation(world.as(world.ana), { conversationId: id }) };
    },
    left: { why: "conversation.resolved", movedTo: null },
  },
  {
    name: "a supervisor reassigns it",
    loser: () => world.ana,
    story: async () => {
      const id = await anas();
      const to = { placeId: world.harbor.id };
      return { id, lose: () => assignConversation(world.as(world.sue), { conversationId: id, to }) };
    },
    left: { why: "conversation.assigned", movedTo: "Harbor" },
  },
  {
    name: "a supervisor moves many",
    loser: () => world.ana,
    story: async () => {
      const id = await anas();
      const input = { bulkId: uuidv7(), selection: { ids: [id] }, to: { userId: world.ben.id } };
      return { id, lose: () => bulkAssign(world.as(world.sue), input) };
    },
    left: { why: "conversation.assigned", movedTo: "Harbor" },
  },
  {
    name: "a supervisor undoes moving many",
    loser: () => world.ben,
    story: async () => {
      const id = await anas();
      const bulkId = uuidv7();
      await bulkAssign(world.as(world.sue), { bulkId, selection: { ids: [id] }, to: { userId: world.ben.id } });
      return { id, lose: () => undoChange(world.as(world.sue), { undoId: bulkId }) };
    },
    left: { why: "conversation.assigned", movedTo: "Pine Street" },
  },
  {
    name: "it leaves the queue of my place",
    loser: () => world.abe,
    story: async () => {
      const { id } = await makeConversation(world.db, { placeId: world.pine.id });
      const to = { placeId: world.harbor.id };
      return { id, lose: () => assignConversation(world.as(world.sue), { conversationId: id, to }) };
    },
    left: { why: "conversation.assigned", movedTo: null },
  },
  {
    name: "a person it was offered by is disabled",
    loser: () => world.ben,
    story: async () => {
      const { conversationId: id } = await toBen();
      return { id, lose: () => setDisabled(admin(), { userId: world.ana.id, disabled: true }) };
    },
    left: { why: "conversation.assigned", movedTo: null },
  },
];

async function screenOf(actor: PersonActor, id: Id): Promise<CacheState> {
  const ctx = world.as(actor);
  const data = { pages: [await listConversations(ctx, { view: "all" })], pageParams: [null] };
  return {
    ...emptyCache(),
    lists: new Map([["all", { filter: { view: "all" }, data }]]),
    details: new Map([[id, await getConversation(ctx, { conversationId: id })]]),
    contexts: new Map([[id, await customerContext(ctx, { conversationId: id })]]),
  };
}

const reply = (conversationId: Id) => ({ conversationId, clientMessageId: uuidv7(), body: "Hello", seenSeq: 99 });

test.each(WAYS)(
  "when $name, catching up takes it off the screen and says how, and a late reply is refused in plain words",
  async ({ loser, story, left }) => {
    const { id, lose } = await story();
    const actor = loser();
    const before = await screenOf(actor, id);
    const cursor = await logHead(world.db);
    await lose();
    const answer = await syncSince(world.as(actor), { cursor });
    const me = await getMe(world.as(actor));
    const after = (answer.reset ? [] : answer.envelopes).reduce((cache, one) => applyEnvelope(cache, one, me), before);
    expect(after.details.has(id) || after.contexts.has(id)).toBe(false);
    expect(after.lists.get("all")?.data.pages.flatMap((page) => page.rows.map((row) => row.id))).not.toContain(id);
    expect(after.accessLosses.get(id)).toMatchObject(left);
    const refused = { code: "not_found", message: "You no longer have access to this conversation." };
    for (const attempt of [
      () => sendMessage(world.as(actor), reply(id)),
      () => claimConversation(world.as(actor), { conversationId: id }),
      () => getConversation(world.as(actor), { conversationId: id }),
      () => customerContext(world.as(actor), { conversationId: id }),
    ])
      await expect(attempt()).rejects.toMatchObject({ ...refused, details: { conversationId: id } });
  },
);

test("when my places change, the thread and its customer are refused with the same error", async () => {
  const { db, pine, harbor, as } = world;
  const { user, actor } = await makeUser(db, { placeIds: [pine.id] });
  const { id } = await makeConversation(db, { placeId: pine.id });
  const cursor = await logHead(db);
  const { email, name } = user;
  const works = { userId: user.id, email, name, role: "associate" as const, scopeAll: false, regions: [] };
  await savePerson(admin(), { ...works, placeIds: [harbor.id] });
  const now = { ...actor, scope: { all: false, placeIds: [harbor.id] } };
  const answer = await syncSince(as(now), { cursor });
  expect(answer).toMatchObject({ envelopes: [{ type: "person.changed" }] });
  await expect(getConversation(as(now), { conversationId: id })).rejects.toMatchObject({
    code: "not_found",
    details: { conversationId: id },
  });
});

test("when I am disabled, my session is over and my work is in the queue", async () => {
  const { ana, pine, record } = world;
  const id = await anas();
  expect(await loadSession(admin(), ana.sid)).toMatchObject({ id: ana.id });
  await setDisabled(admin(), { userId: ana.id, disabled: true });
  expect(await loadSession(admin(), ana.sid)).toBeNull();
  expect(await record(id)).toMatchObject({ assigneeId: null, placeId: pine.id });
});
