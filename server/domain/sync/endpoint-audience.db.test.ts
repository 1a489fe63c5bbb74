import { beforeEach, expect, test } from "vitest";
import { makeConversation, makeCustomer, makeEndpoint, makeUser } from "@/db/factories";
import { conversations } from "@/db/schema";
import { type PersonActor, ROLES } from "@/server/contract/team";
import { logHead, readLog } from "@/server/outbox/event-log";
import { recipientOf } from "@/tests/recipients";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { visibleTo } from "../conversations/record/policy";
import { getConversation } from "../conversations/thread/get-conversation";
import { removeEndpoint, saveEndpoint } from "../settings/endpoints";
import { maskingFor } from "../team/policy";
import { envelopeFor } from "./audience";
import { hydrateBoth } from "./hydrate";
import { syncSince } from "./since";

const PHONE = "+12133734253";
let world: TwoStores;
let readers: PersonActor[];
let number: Awaited<ReturnType<typeof makeEndpoint>>;
let kai: PersonActor;

/**
 * Pine Street's number can reach three customers: one there, one whose conversation moved to Harbor, and one of Kai's, who
 * works at no place.
 */
beforeEach(async () => {
  world = await twoStores();
  const { db, pine, harbor, ana, abe, ben, sue, pat } = world;
  kai = (await makeUser(db, { role: "agent" })).actor;
  readers = [ana, abe, ben, sue, pat, kai];
  for (const role of ROLES) {
    readers.push((await makeUser(db, { role })).actor);
    readers.push((await makeUser(db, { role, placeIds: [harbor.id] })).actor);
  }
  number = await makeEndpoint(db, { placeId: pine.id });
  const customer = await makeCustomer(db, { identities: [{ kind: "phone", value: PHONE }] });
  const own = { customerId: customer.id, endpointId: number.id, contactKind: "phone", contactValue: PHONE };
  await makeConversation(db, { ...own, placeId: pine.id });
  await makeConversation(db, { ...own, placeId: pine.id, assigneeId: kai.id });
});

/** The endpoints that the composers of everything this person may read offer. */
async function offered(actor: PersonActor): Promise<Set<string>> {
  const rows = await world.db.select({ id: conversations.id }).from(conversations).where(visibleTo(actor));
  const details = await Promise.all(rows.map(({ id }) => getConversation(world.as(actor), { conversationId: id })));
  return new Set(
    details.flatMap(({ row, destinations }) =>
      destinations.map(({ endpointId, from, contact }) => [row.id, endpointId, from, contact].join()),
    ),
  );
}

/** Who receives a change, live and by catching up, and whose composer it changes. */
async function observe(change: () => Promise<unknown>) {
  const before = await Promise.all(readers.map(offered));
  const head = await logHead(world.db);
  await change();
  const batch = await readLog(world.db, head, 100);
  const { clear, masked } = await hydrateBoth(world.db, batch);
  const after = await Promise.all(readers.map(offered));
  const pushed = readers.filter((actor) =>
    batch.some((event) => {
      const envelope = (maskingFor(actor).masked ? masked : clear).get(event.cursor);
      return envelope && envelopeFor(recipientOf(actor), event, envelope)?.entity.kind === "endpoint";
    }),
  );
  const replayed = [];
  for (const actor of readers) {
    const answer = await syncSince(world.as(actor), { cursor: head });
    if (!answer.reset && answer.envelopes.some(({ entity }) => entity.kind === "endpoint")) replayed.push(actor);
  }
  const changed = readers.filter((_, at) => before[at]?.symmetricDifference(after[at] ?? new Set()).size);
  return { pushed, replayed, changed };
}

test("adding, renaming, removing and adding back an endpoint reaches exactly those whose composer changes, and a move both places", async () => {
  const { pine, harbor, ben, system } = world;
  const { connectionId, address } = number;
  const own = { connectionId, address, label: "Pine Street" };
  const changes: [string, () => Promise<unknown>][] = [
    ["rename", () => saveEndpoint(system(), { ...own, endpointId: number.id, placeId: pine.id })],
    ["add", () => saveEndpoint(system(), { ...own, placeId: pine.id, address: "+14155559001", label: "Second" })],
    ["remove", () => removeEndpoint(system(), { endpointId: number.id })],
    ["add back", () => saveEndpoint(system(), { ...own, placeId: pine.id })],
  ];
  for (const [name, change] of changes) {
    const { pushed, replayed, changed } = await observe(change);
    expect(changed, name).toContain(kai);
    expect(changed, name).not.toContain(ben);
    expect([pushed, replayed], name).toEqual([changed, changed]);
  }
  const moved = await observe(() => saveEndpoint(system(), { ...own, endpointId: number.id, placeId: harbor.id }));
  const concerned = readers.filter(({ scope, id }) =>
    [scope.all, id === kai.id, scope.placeIds.includes(pine.id), scope.placeIds.includes(harbor.id)].includes(true),
  );
  expect([moved.pushed, moved.replayed]).toEqual([concerned, concerned]);
});

test("a colleague at another store is notified only while a conversation from there is assigned to them", async () => {
  const { db, pine, harbor, ben, system } = world;
  const removeOne = async () => {
    const other = await makeEndpoint(db, { placeId: pine.id });
    return observe(() => removeEndpoint(system(), { endpointId: other.id }));
  };
  expect((await removeOne()).pushed).not.toContain(ben);
  await makeConversation(db, { placeId: harbor.id, originPlaceId: pine.id, endpointId: number.id });
  const { pushed, replayed } = await removeOne();
  expect([pushed, replayed]).toEqual([expect.arrayContaining([ben]), expect.arrayContaining([ben])]);
});
