import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ConversationDetail, Item } from "@/server/contract/conversations";
import type { Envelope } from "@/server/contract/events";
import { at, detailOf, itemOf, ME, pushOf, rowOf, uuid } from "@/tests/cached";
import { CacheBinding } from "./cache";
import type { AccessLoss, ListData } from "./cache-state";
import { keys } from "./query-keys";

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

test("a response that was in flight during a push does not bring back the older state", async () => {
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

test("a gap is filled after half a second by fetching only the missing items", async () => {
  client.setQueryData(DETAIL, detail(1));
  cache.apply([push(3, [item(3)])]);
  expect(shown()?.items).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(499);
  expect(itemsSince).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(10);
  expect(itemsSince).toHaveBeenCalledWith({ conversationId: uuid(1), afterSeq: 1 });
  expect(shown()?.items.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test("a push that fills the gap in time costs no request", async () => {
  client.setQueryData(DETAIL, detail(1));
  cache.apply([push(3, [item(3)])]);
  cache.apply([push(3, [item(2)])]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(itemsSince).not.toHaveBeenCalled();
  expect(shown()?.items).toHaveLength(3);
});

test("one's own message is shown once, whether its response or its push comes first", async () => {
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

const refused = (code: string, details: Record<string, unknown> = {}) =>
  Object.assign(new TRPCClientError(code), { data: { domain: { code, message: "", details }, httpStatus: 404 } });
const gone = () => refused("not_found", { conversationId: uuid(1) });
const howLeft = () => client.getQueryData<AccessLoss | null>(keys.accessLoss(uuid(1)));

test("a refused thread is removed and shown as lost until a response shows it again", async () => {
  let answer: () => Promise<ConversationDetail> = async () => detail(2);
  const screen = new QueryObserver(client, { queryKey: DETAIL, queryFn: () => answer() });
  const close = screen.subscribe(() => {});
  client.setQueryData<ListData>(LIST, { pages: [{ rows: [row(2)], reads: {}, nextCursor: null }], pageParams: [null] });
  await vi.advanceTimersByTimeAsync(10);
  answer = async () => Promise.reject(gone());
  cache.reset();
  await vi.advanceTimersByTimeAsync(10);
  expect(shown()).toBeUndefined();
  expect(howLeft()).toEqual({ why: "access", movedTo: null, customer: "Customer 1" });
  expect(client.getQueryData<ListData>(LIST)?.pages[0]?.rows).toEqual([]);

  answer = async () => detail(2);
  cache.reset();
  await vi.advanceTimersByTimeAsync(10);
  expect(shown()?.row.version).toBe(2);
  expect(howLeft()).toBeNull();
  close();
});

test("a scope change drops pages cached under the old scope that are not on screen", async () => {
  const other = [["conversations", "list"], { input: { view: "mine" }, type: "infinite" }];
  client.setQueryData<ListData>(other, { pages: [], pageParams: [] });
  cache.reset();
  expect(client.getQueryData(other)).toBeDefined();
  cache.reset({ isSomebodyElse: true });
  expect(client.getQueryData(other)).toBeUndefined();
});

test.each([
  ["claim", "taken"],
  ["acceptOffer", "taken"],
  ["withdrawOffer", "conflict"],
  ["transfer", "forbidden"],
])("%s refused as %s refetches the thread and the lists that show it", async (verb, code) => {
  const asked: string[] = [];
  const ask = (name: string, data: unknown) => async () => {
    asked.push(name);
    return data;
  };
  const list = { pages: [{ rows: [row(2)], reads: {}, nextCursor: null }], pageParams: [null] };
  const screens = [
    new QueryObserver(client, { queryKey: DETAIL, queryFn: ask("thread", detail(2)) }),
    new QueryObserver(client, { queryKey: LIST, queryFn: ask("list", list) }),
  ].map((screen) => screen.subscribe(() => {}));
  await vi.advanceTimersByTimeAsync(10);
  asked.length = 0;
  const mutation = client.getMutationCache().build(client, {
    mutationKey: [["conversations", verb]],
    mutationFn: async () => Promise.reject(refused(code)),
  });
  await mutation.execute({ conversationId: uuid(1) }).catch(() => {});
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked.sort()).toEqual(["list", "thread"]);
  for (const close of screens) close();
});

test("a command that is refused because the conversation is not found shows it as lost", async () => {
  client.setQueryData(DETAIL, detail(2));
  const mutation = client.getMutationCache().build(client, {
    mutationKey: [["conversations", "send"]],
    mutationFn: async () => Promise.reject(gone()),
  });
  await mutation.execute({ conversationId: uuid(1) }).catch(() => {});
  expect(shown()).toBeUndefined();
  expect(howLeft()).toMatchObject({ why: "access" });
});

test("a change of one's own role or places is reported", async () => {
  const person = { id: ME.id, name: "Ana", role: "agent" as const, placeIds: [], scopeAll: false, disabled: false };
  cache.apply([{ type: "person.changed", at: "", entity: { kind: "person", person } } as Envelope]);
  await vi.advanceTimersByTimeAsync(3000);
  expect(meChanged).toHaveBeenCalledTimes(1);
});
