import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ConversationDetail, Item } from "@/server/contract/conversations";
import type { Envelope } from "@/server/contract/events";
import { at, detailOf, itemOf, ME, pushOf, rowOf, uuid } from "@/tests/cached";
import { CacheBinding } from "./cache";
import type { ListData } from "./cache-state";

const row = (version: number) =>
  rowOf(1, { version, lastSeq: version, lastInboundSeq: version, lastMessageAt: at(version) });
const item = (seq: number) => itemOf(1, seq);
const detail = (version: number) =>
  detailOf(
    row(version),
    Array.from({ length: version }, (_, i) => item(i + 1)),
  );
const push = (version: number, items: Item[]) => pushOf(row(version), items);

const LIST = [["conversations", "list"], { input: { view: "place" }, type: "infinite" }];
const DETAIL = [["conversations", "get"], { input: { conversationId: uuid(1) }, type: "query" }];

let client: QueryClient;
let stop: () => void;
let itemsSince: ReturnType<typeof vi.fn>;
let meChanged: ReturnType<typeof vi.fn>;
let cache: CacheBinding;

beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  itemsSince = vi.fn(async ({ afterSeq }: { afterSeq: number }) => [item(afterSeq + 1)]);
  meChanged = vi.fn();
  cache = new CacheBinding(client, () => ME, itemsSince as never, meChanged as never);
  stop = cache.start();
});
afterEach(() => {
  stop();
  client.clear();
  vi.useRealTimers();
});
const shown = () => client.getQueryData<ConversationDetail>(DETAIL);

test("an answer that was on its way while something was pushed does not bring back the older state", async () => {
  let answer: (data: ConversationDetail) => void = () => {};
  const asked = client.fetchQuery({
    queryKey: DETAIL,
    queryFn: () =>
      new Promise<ConversationDetail>((resolve) => {
        answer = resolve;
      }),
  });
  await vi.advanceTimersByTimeAsync(10);
  cache.apply([push(3, [item(3)])]);
  answer(detail(2));
  await asked;
  await vi.advanceTimersByTimeAsync(1);
  expect(shown()?.row.version).toBe(3);
  expect(shown()?.items.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test("a hole is healed after half a second by asking only for what is missing", async () => {
  client.setQueryData(DETAIL, detail(1));
  cache.apply([push(3, [item(3)])]);
  expect(shown()?.items).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(499);
  expect(itemsSince).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(10);
  expect(itemsSince).toHaveBeenCalledWith({ conversationId: uuid(1), afterSeq: 1 });
  expect(shown()?.items.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test("a push that closes the hole in time costs no request", async () => {
  client.setQueryData(DETAIL, detail(1));
  cache.apply([push(3, [item(3)])]);
  cache.apply([push(3, [item(2)])]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(itemsSince).not.toHaveBeenCalled();
  expect(shown()?.items).toHaveLength(3);
});

test("one's own message is shown once, whether its answer or its push comes first", async () => {
  client.setQueryData(DETAIL, detail(1));
  client.setQueryData<ListData>(LIST, { pages: [{ rows: [row(1)], reads: {}, nextCursor: null }], pageParams: [null] });
  const send = client.getMutationCache().build(client, {
    mutationKey: [["conversations", "send"]],
    mutationFn: async () => item(2),
  });
  await send.execute({ conversationId: uuid(1) });
  cache.apply([push(2, [item(2)])]);
  await send.execute({ conversationId: uuid(1) });
  expect(shown()?.items.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(client.getQueryData<ListData>(LIST)?.pages[0]?.rows.map(({ version }) => version)).toEqual([2]);
});

test("a change of my own role or places is told", async () => {
  const person = { id: ME.id, name: "Ana", role: "agent" as const, placeIds: [], disabled: false };
  cache.apply([{ type: "person.changed", at: "", entity: { kind: "person", person } } as Envelope]);
  await vi.advanceTimersByTimeAsync(3000);
  expect(meChanged).toHaveBeenCalledTimes(1);
});
