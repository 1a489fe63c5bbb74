import { describe, expect, test } from "vitest";
import type { ConversationRow } from "@/server/contract/conversations";
import type { Envelope, EventType } from "@/server/contract/events";
import { rowMatches } from "@/server/contract/views";
import { at, contextOf, detailOf, itemOf, ME, PLACE, pushOf, rowOf, uuid } from "@/tests/cached";
import { type CacheState, emptyCache } from "./cache-state";
import { patchOfMutation } from "./mutation-patches";
import { applyEnvelope } from "./nouns";
import { applyItems } from "./patches";

const HARBOR = { id: uuid(901), kind: "store" as const, name: "Harbor" };
const MINE = { id: ME.id, name: "Ana" };
const BEN = { id: uuid(801), name: "Ben" };
const VIEWS = ["mine", "unassigned", "place", "all"] as const;
const ID = uuid(1);

/** Conversation 1 on screen with its list rows, its customer's panel and another thread that shows it as also open. */
function onScreen(row: ConversationRow): CacheState {
  const other = rowOf(2, { customer: row.customer, assignee: MINE });
  return {
    ...emptyCache(),
    lists: new Map(
      VIEWS.map((view) => {
        const rows = [row, other].filter((each) => rowMatches(each, { view }, ME));
        return [
          view,
          { filter: { view }, data: { pages: [{ rows, reads: {}, nextCursor: null }], pageParams: [null] } },
        ];
      }),
    ),
    details: new Map([
      [ID, detailOf(row, [itemOf(1, 1)])],
      [other.id, detailOf(other, [itemOf(2, 1)], { alsoOpen: [row] })],
    ]),
    contexts: new Map([
      [ID, contextOf(row.customer)],
      [other.id, contextOf(row.customer, [row])],
    ]),
  };
}
const left = (type: EventType, movedTo: string | null = null): Envelope =>
  ({ type, at: at(5), entity: { kind: "conversation_left", conversationId: ID, movedTo } }) as Envelope;
const apply = (cache: CacheState, ...envelopes: Envelope[]) =>
  envelopes.reduce((state, envelope) => applyEnvelope(state, envelope, ME), cache);
const idsIn = (cache: CacheState) =>
  VIEWS.map((view) => cache.lists.get(view)?.data.pages.flatMap(({ rows }) => rows.map(({ id }) => id)));

const offered = rowOf(1, {
  place: HARBOR,
  assignee: BEN,
  offer: {
    id: uuid(50),
    from: BEN,
    toUser: MINE,
    toPlace: null,
    card: { need: "x", facts: "", promises: "", consent: "" },
    expiresAt: at(9),
  },
});
const mine = rowOf(1, { assignee: MINE });

/** Every event by which a person can lose a conversation, and the placement before it. */
const WAYS: [name: string, before: ConversationRow, envelope: Envelope][] = [
  ["my transfer was accepted", mine, left("offer.accepted", "Harbor")],
  ["an offer to me ran out", offered, left("offer.expired")],
  ["a colleague declined an offer to my place", offered, left("offer.declined")],
  ["an offer to me was withdrawn", offered, left("offer.withdrawn")],
  ["a supervisor reassigned it, or moved many, or took a move back", mine, left("conversation.assigned", "Harbor")],
  ["its owner resolved it while it was offered to me", offered, left("conversation.resolved")],
];

describe.each(WAYS)("when %s", (_name, before, envelope) => {
  test("thread, panel and rows are removed at once, and the reason is kept", () => {
    const after = apply(onScreen(before), envelope);
    expect(after.details.has(ID)).toBe(false);
    expect(after.contexts.has(ID)).toBe(false);
    expect(idsIn(after).flat()).not.toContain(ID);
    expect(after.details.get(uuid(2))?.alsoOpen).toEqual([]);
    expect(after.stale).toContain("counts:now");
    expect(after.stale).toContain(`context:${uuid(2)}`);
    expect(after.accessLosses.get(ID)).toEqual({
      why: envelope.type,
      movedTo: (envelope.entity as { movedTo: string | null }).movedTo,
      customer: "Customer 1",
    });
  });

  test("late events do not bring it back, and a repeated event changes nothing", () => {
    const once = apply(onScreen(before), envelope);
    const late = applyItems(apply(once, envelope, pushOf(before, [itemOf(1, 2)])), ID, [itemOf(1, 3)]);
    expect(late.details.has(ID)).toBe(false);
    expect(idsIn(late)).toEqual(idsIn(once));
    expect(late.accessLosses).toEqual(once.accessLosses);
  });

  test("when it comes back, the lost state ends and the thread is fetched", () => {
    const back = apply(apply(onScreen(before), envelope), pushOf({ ...mine, version: 9 }));
    expect(back.accessLosses.has(ID)).toBe(false);
    expect(back.stale).toContain(`detail:${ID}`);
    expect(idsIn(back)[0]).toContain(ID);
  });
});

/** One's own command, whose response is a row that is no longer readable. */
const OWN: [verb: string, before: ConversationRow, answer: ConversationRow][] = [
  ["assign", mine, rowOf(1, { version: 2, place: HARBOR, assignee: BEN })],
  ["declineOffer", offered, rowOf(1, { version: 2, place: HARBOR, assignee: BEN })],
  ["resolve", offered, rowOf(1, { version: 2, place: HARBOR, assignee: BEN, status: "resolved" })],
];
test.each(OWN)("my own %s by which I lose it shows so before any push", (verb, before, answer) => {
  const patch = patchOfMutation([["conversations", verb]], answer, { conversationId: ID });
  const after = patch?.(onScreen(before), ME) as CacheState;
  expect(after.details.has(ID)).toBe(false);
  expect(idsIn(after).flat()).not.toContain(ID);
  expect(after.accessLosses.get(ID)).toMatchObject({ customer: "Customer 1" });
});

describe("when I can still read it", () => {
  const taken = rowOf(1, { version: 2, assignee: { id: uuid(802), name: "Abe" } });

  test("owner and abilities follow in the same step: nobody can claim what is taken", () => {
    const open = detailOf(rowOf(1), [itemOf(1, 1)]);
    const after = apply({ ...emptyCache(), details: new Map([[ID, open]]) }, pushOf(taken));
    expect(after.details.get(ID)).toMatchObject({
      row: { assignee: { name: "Abe" } },
      can: { claim: false, transfer: false, reply: true, resolve: true },
    });
    expect(apply(onScreen(mine), pushOf(taken)).stale).toContain("counts:now");
    expect(apply(onScreen(mine), pushOf(rowOf(1, { version: 2, assignee: MINE }))).stale).not.toContain("counts:now");
  });

  test("an offer that ended is gone from the thread in the same step", () => {
    const sent = rowOf(1, {
      ...offered,
      place: PLACE,
      assignee: MINE,
      offer: { ...offered.offer!, from: MINE, toUser: BEN },
    });
    const after = apply(onScreen(sent), pushOf(rowOf(1, { version: 2, assignee: MINE })));
    expect(after.details.get(ID)?.row.offer).toBeNull();
    expect(after.accessLosses.size).toBe(0);
  });
});
