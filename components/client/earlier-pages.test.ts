import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ConversationDetail, Item, MessageItem } from "@/server/contract/conversations";
import type { Envelope } from "@/server/contract/events";
import { detailOf, itemOf, ME, rowOf, uuid } from "@/tests/cached";
import { CacheBinding } from "./cache";
import { prependEarlier } from "./patch-thread";

/* A reader of a long thread has loaded earlier pages. The server's newest page has 50 items, as in production. */

const PAGE = 50;
const KEY = [["conversations", "get"], { input: { conversationId: uuid(1) }, type: "query" }];
let server: Item[];
let client: QueryClient;
let cache: CacheBinding;
let asked: number[];
let undo: (() => void)[];

const newest = (): ConversationDetail =>
  detailOf(rowOf(1, { version: server.length, lastSeq: server.length }), server.slice(-PAGE), {
    hasEarlier: server.length > PAGE,
  });
const bodyOf = (item: Item) => (item.kind === "message" ? item.body : item.kind);
const shown = () => client.getQueryData<ConversationDetail>(KEY);
const bodies = () => shown()?.items.map(bodyOf);
const grow = (to: number) => {
  while (server.length < to) server.push(itemOf(1, server.length + 1));
};
/** Refetches everything on screen and waits for all consequences. */
const settle = () => vi.advanceTimersByTimeAsync(10_000);

beforeEach(async () => {
  vi.useFakeTimers();
  server = [];
  grow(120);
  asked = [];
  client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  const since = async ({ afterSeq }: { afterSeq: number }) => {
    asked.push(afterSeq);
    return server.filter(({ seq }) => seq > afterSeq).slice(0, 200);
  };
  const meChanged = () => cache.reset({ isSomebodyElse: true });
  cache = new CacheBinding(client, () => ME, since, meChanged);
  undo = [cache.start()];
  const screen = new QueryObserver(client, { queryKey: KEY, queryFn: async () => newest() });
  undo.push(screen.subscribe(() => {}));
  await settle();
  const earlier = { items: server.slice(20, 70), hasEarlier: true };
  client.setQueryData<ConversationDetail>(KEY, (now) => now && prependEarlier(now, earlier));
  expect(shown()?.items).toHaveLength(100);
});
afterEach(() => {
  for (const step of undo.reverse()) step();
  client.clear();
  vi.useRealTimers();
});

test("when everything is refetched, the earlier pages stay and are updated", async () => {
  const states = new Set<number | undefined>();
  undo.push(client.getQueryCache().subscribe(() => void states.add(shown()?.items[0]?.seq)));
  grow(130);
  server[29] = { ...itemOf(1, 30), version: 2, body: "withdrawn" } as MessageItem;
  cache.reset();
  await settle();
  expect(bodies()).toEqual(server.slice(20).map(bodyOf));
  expect(bodies()?.[9]).toBe("withdrawn");
  expect(shown()?.hasEarlier).toBe(true);
  expect([...states]).toEqual([21]);
});

test("after more than a page was missed, loaded items stay and the rest follows without a gap", async () => {
  grow(450);
  cache.reset();
  await settle();
  expect(bodies()).toEqual(server.slice(20).map(bodyOf));
});

test("a refetch of this thread alone keeps them too, and does not fetch them again", async () => {
  grow(121);
  const row = rowOf(1, { version: 121, lastSeq: 121, status: "resolved" });
  const entity = { kind: "conversation", row, items: server.slice(120) };
  cache.apply([{ type: "conversation.resolved", at: "", entity } as Envelope]);
  await settle();
  expect(shown()?.items.map(({ seq }) => seq)).toEqual(server.slice(20).map(({ seq }) => seq));
  expect(asked).toEqual([]);
});

test("a thread without earlier pages is fetched once", async () => {
  cache.reset({ isSomebodyElse: true });
  await settle();
  cache.reset();
  await settle();
  expect(shown()?.items).toHaveLength(PAGE);
  expect(asked).toEqual([]);
});

test("a person whose access changed keeps no page that was read before", async () => {
  server = server.map((item) => ({ ...item, body: "masked" }));
  const person = {
    id: ME.id,
    name: "Ana",
    role: "partner_agent" as const,
    placeIds: [],
    scopeAll: false,
    disabled: false,
  };
  cache.apply([{ type: "person.changed", at: "", entity: { kind: "person", person } } as Envelope]);
  await settle();
  expect(new Set(bodies())).toEqual(new Set(["masked"]));
  expect(shown()).toMatchObject({ hasEarlier: true });
  expect(shown()?.items).toHaveLength(PAGE);
});

test("a page that no longer adjoins the shown items is not prepended", () => {
  const detail = detailOf(rowOf(1), server.slice(-10), { hasEarlier: true });
  expect(prependEarlier(detail, { items: server.slice(20, 70), hasEarlier: true })).toBe(detail);
});
