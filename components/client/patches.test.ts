import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ConversationDetail, ConversationRow, Item, ListFilter } from "@/server/contract/conversations";
import type { Envelope } from "@/server/contract/events";
import { COMPARE, rowMatches, sortOf } from "@/server/contract/views";
import { at, contextOf, detailOf, itemOf, ME, PLACE, pushOf, rowOf, uuid } from "@/tests/cached";
import { type CacheState, emptyCache, type ListPage } from "./cache-state";
import { applyEnvelope } from "./nouns";
import { gapAfter } from "./patch-thread";
import { applyItems } from "./patches";

const ELSEWHERE = { id: uuid(901), kind: "store" as const, name: "Harbor" };
const row = (n: number, minute: number, over: Partial<ConversationRow> = {}) =>
  rowOf(n, { lastMessageAt: at(minute), ...over });

function withList(view: ListFilter["view"], pages: ListPage[]): CacheState {
  const data = { pages, pageParams: pages.map(() => null) };
  return { ...emptyCache(), lists: new Map([["list", { filter: { view }, data }]]) };
}
const page = (rows: ConversationRow[], nextCursor: string | null = null): ListPage => ({ rows, reads: {}, nextCursor });
const idsIn = (cache: CacheState) => cache.lists.get("list")?.data.pages.map(({ rows }) => rows.map(({ id }) => id));
const all = (cache: CacheState, envelopes: Envelope[]) =>
  envelopes.reduce((state, envelope) => applyEnvelope(state, envelope, ME), cache);

describe("lists", () => {
  test("a row with a new message rises to the top and a new one appears there", () => {
    const cache = withList("place", [page([row(2, 20), row(1, 10)])]);
    const next = all(cache, [pushOf(row(1, 30, { version: 2 })), pushOf(row(3, 25))]);
    expect(idsIn(next)).toEqual([[uuid(1), uuid(3), uuid(2)]]);
  });

  test("a system line changes a row in place and moves no other", () => {
    const cache = withList("place", [page([row(3, 30), row(2, 20), row(1, 10)], "more")]);
    const assigned = row(2, 20, { version: 2, assignee: { id: uuid(801), name: "Abe" }, lastSeq: 2 });
    const next = all(cache, [pushOf(assigned), pushOf(row(1, 10, { version: 2, lastSeq: 2 }))]);
    expect(idsIn(next)).toEqual([[uuid(3), uuid(2), uuid(1)]]);
    expect(next.lists.get("list")?.data.pages[0]?.rows[1]).toEqual(assigned);
  });

  test("no row is inserted below the loaded end, which stays where the page was fetched", () => {
    const cache = withList("place", [page([row(2, 20), row(1, 10)], "more")]);
    expect(idsIn(all(cache, [pushOf(row(3, 5))]))).toEqual([[uuid(2), uuid(1)]]);
    const risen = all(cache, [pushOf(row(1, 30, { version: 2 })), pushOf(row(4, 15))]);
    expect(idsIn(risen)).toEqual([[uuid(1), uuid(2), uuid(4)]]);
  });

  test("a row leaves the lists it no longer belongs to and appears in those it does", () => {
    const cache = withList("unassigned", [page([row(1, 10)])]);
    const claimed = row(1, 11, { version: 2, assignee: { id: ME.id, name: "Ana" } });
    expect(idsIn(all(cache, [pushOf(claimed)]))).toEqual([[]]);
    expect(idsIn(all(withList("mine", [page([])]), [pushOf(claimed)]))).toEqual([[uuid(1)]]);
  });

  test("an older version changes nothing, even where the newer one is shown nowhere", () => {
    const cache = withList("unassigned", [page([])]);
    const claimed = row(1, 11, { version: 3, assignee: { id: ME.id, name: "Ana" } });
    expect(idsIn(all(cache, [pushOf(claimed), pushOf(row(1, 10, { version: 2 }))]))).toEqual([[]]);
  });

  test("a conversation that left stays away when an earlier push comes late", () => {
    const cache = withList("place", [page([row(1, 10)])]);
    const left = {
      type: "conversation.assigned",
      at: at(1),
      entity: { kind: "conversation_left", conversationId: uuid(1), movedTo: null },
    };
    const next = all(cache, [pushOf(row(1, 12, { version: 2 })), left as Envelope, pushOf(row(1, 12, { version: 2 }))]);
    expect(idsIn(next)).toEqual([[]]);
    expect(next.accessLosses.get(uuid(1))?.why).toBe("conversation.assigned");
  });

  test("a mark of reading never goes back", () => {
    const read = (seq: number) =>
      ({ type: "conversation.read", at: at(1), entity: { kind: "read", conversationId: uuid(1), seq } }) as Envelope;
    const next = all(withList("place", [page([row(1, 10)])]), [read(4), read(2)]);
    expect(next.lists.get("list")?.data.pages[0]?.reads[uuid(1)]).toBe(4);
  });
});

describe("threads", () => {
  const open = (items: Item[], lastSeq = items.length): CacheState => ({
    ...emptyCache(),
    details: new Map([[uuid(1), detailOf(row(1, 10, { lastSeq }), items)]]),
  });
  const seqs = (cache: CacheState) => cache.details.get(uuid(1))?.items.map(({ seq }) => seq);

  test("an entry is appended only after the one before it; a hole waits and closes", () => {
    const early = all(open([itemOf(1, 1)]), [pushOf(row(1, 12, { version: 3, lastSeq: 3 }), [itemOf(1, 3)])]);
    expect(seqs(early)).toEqual([1]);
    expect(gapAfter(early.details.get(uuid(1)) as ConversationDetail)).toBe(1);
    expect(seqs(applyItems(early, uuid(1), [itemOf(1, 2)]))).toEqual([1, 2, 3]);
  });

  test("a line that is ahead of its entries is a hole too", () => {
    const ahead = all(open([itemOf(1, 1)]), [pushOf(row(1, 12, { version: 2, lastSeq: 2 }))]);
    expect(gapAfter(ahead.details.get(uuid(1)) as ConversationDetail)).toBe(1);
  });

  test("a change keeps its place; an older one is ignored", () => {
    const next = applyItems(open([itemOf(1, 1, 3), itemOf(1, 2)]), uuid(1), [itemOf(1, 1, 2), itemOf(1, 2, 5)]);
    expect(next.details.get(uuid(1))?.items.map(({ version }) => version)).toEqual([3, 5]);
  });
});

describe("whatever order and repetition pushes arrive in", () => {
  /** One conversation's true history: each step is a new version with a new entry. */
  const history = fc.array(
    fc.record({
      assigned: fc.boolean(),
      status: fc.constantFrom("open" as const, "resolved" as const),
      here: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  );
  const stepsOf = (n: number, steps: { assigned: boolean; status: "open" | "resolved"; here: boolean }[]) =>
    steps.map(({ assigned, status, here }, i) =>
      pushOf(
        row(n, 10 + i, {
          version: i + 2,
          status,
          place: here ? PLACE : ELSEWHERE,
          assignee: assigned || !here ? { id: ME.id, name: "Ana" } : null,
          lastSeq: i + 2,
        }),
        [itemOf(n, i + 2)],
      ),
    );
  const views = ["mine", "unassigned", "place", "all", "resolved"] as const;

  test("lists and threads converge on what a fresh fetch would show", () => {
    fc.assert(
      fc.property(fc.array(history, { minLength: 1, maxLength: 4 }), fc.infiniteStream(fc.nat()), (histories, dice) => {
        const truth = histories.map((steps, n) => stepsOf(n + 1, steps));
        const pushes = truth.flat();
        const noise = pushes.filter(() => (dice.next().value ?? 0) % 3 === 0);
        const shuffled = [...pushes, ...noise]
          .map((envelope) => ({ envelope, key: dice.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ envelope }) => envelope);
        const before = histories.map((_, n) => row(n + 1, n));
        const cache: CacheState = {
          ...emptyCache(),
          lists: new Map(
            views.map((view) => {
              const rows = before.filter((r) => rowMatches(r, { view }, ME)).sort(COMPARE[sortOf({ view })]);
              return [view, { filter: { view }, data: { pages: [page(rows)], pageParams: [null] } }];
            }),
          ),
          details: new Map(before.map((r, n) => [r.id, detailOf(r, [itemOf(n + 1, 1)])])),
        };
        const after = all(cache, shuffled);
        const last = truth.map((steps) => (steps.at(-1) as Envelope).entity as { row: ConversationRow });
        for (const view of views) {
          const fresh = last
            .map(({ row: r }) => r)
            .filter((r) => rowMatches(r, { view }, ME))
            .sort(COMPARE[sortOf({ view })]);
          expect(after.lists.get(view)?.data.pages.flatMap(({ rows }) => rows)).toEqual(fresh);
        }
        for (const [n, { row: r }] of last.entries()) {
          expect(after.details.get(r.id)?.row).toEqual(r);
          expect(after.details.get(r.id)?.items).toEqual(
            Array.from({ length: r.lastSeq }, (_, i) => itemOf(n + 1, i + 1)),
          );
        }
        expect([...after.waiting.keys()]).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

test("a push of a kind that this version does not know changes nothing", () => {
  const cache = withList("place", [page([row(1, 10)])]);
  for (const kind of ["hologram", "constructor", "__proto__"])
    expect(all(cache, [{ type: "hologram.changed", at: at(1), entity: { kind } } as unknown as Envelope])).toBe(cache);
});

describe("customers who are one person now, or no longer", () => {
  const merged = (...customerIds: string[]) =>
    ({ type: "customer.merged", at: at(0), entity: { kind: "customer_merge", customerIds } }) as Envelope;
  const other = row(2, 10, { customer: { id: uuid(702), name: "Mia", contact: "" } });

  test("lists, threads, panels and calls that show one of them are refetched, and nothing else", () => {
    const cache = {
      ...withList("place", [page([other])]),
      details: new Map([[other.id, detailOf(other, [])]]),
      callbacks: { pages: [{ rows: [other], nextCursor: null }], pageParams: [null] },
    };
    const { stale } = all(cache, [merged(uuid(702), uuid(703))]);
    expect([...stale].sort()).toEqual(["callers", `context:${other.id}`, `detail:${other.id}`, "list:list"]);
    expect(all(cache, [merged(uuid(704))]).stale.size).toBe(0);
  });

  test("a panel of somebody who shares an address with one of them is refetched, for it shows their merges", () => {
    const context = contextOf({ id: uuid(705), name: "Liv", contact: "" });
    const contexts = new Map([[other.id, { ...context, sharedWith: [{ id: uuid(706), name: "Tom" }] }]]);
    const cache = { ...withList("place", []), contexts };
    expect([...all(cache, [merged(uuid(706))]).stale]).toEqual([`context:${other.id}`]);
  });
});
