import { expect, test } from "vitest";
import type { CallFilter, CallRow } from "@/server/contract/call-lists";
import type { CallItem, ConversationRow } from "@/server/contract/conversations";
import type { EventType } from "@/server/contract/events";
import { at, ME, PLACE, rowOf, uuid } from "@/tests/cached";
import { type CacheState, type CallListData, emptyCache } from "./cache-state";
import { leaveCallEntries, placeCallEntries } from "./patch-call-lists";

const missedRow = (n: number, over: Partial<ConversationRow> = {}) =>
  rowOf(n, { waitingSince: at(1), missedCallAt: at(2), ...over });
const callOf = (n: number, phases: CallItem["call"]["phases"], version = 1): CallItem => ({
  id: uuid(n * 1000 + 1),
  conversationId: uuid(n),
  seq: 1,
  version,
  kind: "call",
  author: null,
  channel: "webchat",
  at: at(1),
  call: {
    direction: "in",
    phases,
    participants: [],
    outcome: phases.at(-1)?.phase === "ended" ? "missed" : null,
    recordingRef: null,
    transcriptRef: null,
  },
});
const ringing = (n: number) => callOf(n, [{ phase: "ringing", at: at(1) }]);
const missed = (n: number) => callOf(n, [...ringing(n).call.phases, { phase: "ended", at: at(2) }], 2);

const NO_WORK = { missed: [], live: [], callbacks: [] };
const pushed = (type: EventType) => ({ type, me: ME });

type Listing = { filter: CallFilter; data: CallListData };
const listing = (filter: CallFilter, rows: CallRow[] = [], nextCursor: string | null = null): Listing => ({
  filter,
  data: { pages: [{ rows, nextCursor }], pageParams: [null] },
});
const open = (lists: Record<string, Listing>): CacheState => ({
  ...emptyCache(),
  callLists: new Map(Object.entries(lists)),
  callWork: NO_WORK,
});
const shown = ({ callLists }: CacheState, name: string) =>
  callLists.get(name)?.data.pages.flatMap(({ rows }) => rows.map(({ item }) => item.id));
const TABS = { live: listing({ tab: "live" }), missed: listing({ tab: "missed" }), all: listing({ tab: "all" }) };

test("a call appears where it belongs, and moves from the live ones to the missed ones when it ends", () => {
  const { id } = ringing(1);
  const begun = placeCallEntries(open(TABS), rowOf(1), [ringing(1)], pushed("call.recorded"));
  expect(["live", "missed", "all"].map((tab) => shown(begun, tab))).toEqual([[id], [], [id]]);
  expect(begun.callWork).toEqual({ ...NO_WORK, live: [{ conversationId: uuid(1), seq: 1 }] });
  const ended = placeCallEntries(begun, missedRow(1, { version: 2 }), [missed(1)], pushed("call.recorded"));
  expect(["live", "missed", "all"].map((tab) => shown(ended, tab))).toEqual([[], [id], [id]]);
  expect(ended.callWork).toEqual({ ...NO_WORK, missed: [uuid(1)] });
});

test("a reply clears the missed calls of the conversation at once, and undoing a resolve brings them back", () => {
  const row = { conversation: missedRow(1), item: missed(1) };
  const cache = { ...open({ missed: listing({ tab: "missed" }, [row]) }), callWork: { ...NO_WORK, missed: [uuid(1)] } };
  const replied = placeCallEntries(cache, rowOf(1, { version: 2 }), [], pushed("message.sent"));
  expect(replied.callWork?.missed).toEqual([]);
  expect(replied.callLists.get("missed")?.data.pages[0]?.rows[0]?.conversation.missedCallAt).toBeNull();
  const undone = placeCallEntries(replied, missedRow(1, { version: 3 }), [], pushed("conversation.reopened"));
  expect(undone.callWork?.missed).toEqual([uuid(1)]);
});

test("an older push changes nothing", () => {
  const cache = { ...open(TABS), known: new Map([[uuid(1), 5]]) };
  expect(placeCallEntries(cache, missedRow(1, { version: 4 }), [missed(1)], pushed("call.recorded"))).toBe(cache);
});

test("a call of another location or direction stays out of a narrowed list", () => {
  const narrowed = open({
    here: listing({ tab: "all", placeId: PLACE.id }),
    there: listing({ tab: "all", placeId: uuid(901) }),
    out: listing({ tab: "all", way: "out" }),
  });
  const cache = placeCallEntries(narrowed, missedRow(1), [missed(1)], pushed("call.recorded"));
  expect(["here", "there", "out"].map((name) => shown(cache, name)?.length)).toEqual([1, 0, 0]);
});

test("a call is among the recorded ones from the arrival of its audio until that is deleted, for masked readers too", () => {
  const recording = { kind: "voicemail" as const, startedAt: at(1), durationMs: 900, deletedAt: null };
  const withAudio = (id: string | null, deletedAt: string | null, version: number): CallItem => {
    const item = missed(1);
    return { ...item, version, call: { ...item.call, recordings: [{ ...recording, id, deletedAt }] } };
  };
  for (const id of [uuid(70), null]) {
    const place = (cache: CacheState, item: CallItem) =>
      placeCallEntries(cache, missedRow(1, { version: item.version }), [item], pushed("call.recorded"));
    const ended = place(open({ recorded: listing({ tab: "recorded" }) }), missed(1));
    expect(shown(ended, "recorded")).toEqual([]);
    const arrived = place(ended, withAudio(id, null, 3));
    expect(shown(arrived, "recorded")).toEqual([missed(1).id]);
    expect(shown(place(arrived, withAudio(id, at(9), 4)), "recorded")).toEqual([]);
  }
});

test("what is written to a customer who waits does not fetch the recorded calls again", () => {
  const cache = open({ recorded: listing({ tab: "recorded" }) });
  expect([...placeCallEntries(cache, missedRow(1), [], pushed("message.received")).stale]).toEqual([]);
});

test("a conversation that leaves takes its calls along", () => {
  const row = { conversation: missedRow(1), item: missed(1) };
  const cache = { ...open({ all: listing({ tab: "all" }, [row]) }), callWork: { ...NO_WORK, missed: [uuid(1)] } };
  const left = leaveCallEntries(cache, uuid(1));
  expect([shown(left, "all"), left.callWork]).toEqual([[], NO_WORK]);
});

test("calls of a conversation that came from elsewhere are fetched, because its push does not have them", () => {
  const cache = placeCallEntries(open(TABS), missedRow(1), [], pushed("conversation.assigned"));
  expect([...cache.stale].sort()).toEqual(["calls", "list:all", "list:missed"]);
  expect(cache.callWork?.missed).toEqual([uuid(1)]);
});

test("an older call than the loaded ones is left to a later page", () => {
  const newer = { conversation: rowOf(2), item: { ...missed(2), at: at(30) } };
  const cache = placeCallEntries(
    open({ all: listing({ tab: "all" }, [newer], "next") }),
    rowOf(1),
    [missed(1)],
    pushed("call.recorded"),
  );
  expect(shown(cache, "all")).toEqual([newer.item.id]);
});
