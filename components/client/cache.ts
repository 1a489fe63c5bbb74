import type { Query, QueryClient } from "@tanstack/react-query";
import type { SkuStock } from "@/server/contract/commerce";
import type { ConversationDetail, Item, ListFilter } from "@/server/contract/conversations";
import type { CustomerContext } from "@/server/contract/customers";
import type { Envelope } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { Me, Person } from "@/server/contract/team";
import { type CacheState, emptyCache, type ListData, type StaleMark } from "./cache-state";
import { patchOfMutation } from "./mutation-patches";
import { gapAfter } from "./patch-thread";
import { applyEnvelope, applyItems } from "./patches";

type ItemsSince = (input: { conversationId: Id; afterSeq: number }) => Promise<Item[]>;

const GAP_MS = 500;
const REMEMBER_MS = 60_000;
const STALE_MS = 2000;

/**
 * Binds the pure patches to TanStack Query: one read of the cache, any number of patches, one write back.
 * An answer that was on its way while events arrived gets those events again, so it cannot bring back an older state.
 */
export function attachCache(queryClient: QueryClient, me: Me, itemsSince: ItemsSince) {
  let kept: Pick<CacheState, "known" | "waiting"> = emptyCache();
  let recent: { at: number; patch: (cache: CacheState) => CacheState }[] = [];
  const startedAt = new WeakMap<Query, number>();
  const healing = new Map<Id, { timer: ReturnType<typeof setTimeout>; tries: number }>();
  const stale = createStaleQueue(queryClient);

  function change(patch: (cache: CacheState) => CacheState): void {
    const before = { ...readCache(queryClient), ...kept };
    const after = patch(before);
    kept = { known: after.known, waiting: after.waiting };
    writeCache(queryClient, before, after);
    stale.add(after.stale);
    for (const [id, detail] of after.details) watchGap(id, detail);
  }

  function watchGap(id: Id, detail: ConversationDetail): void {
    if (gapAfter(detail) === null || healing.has(id)) return;
    healing.set(id, { tries: 0, timer: setTimeout(() => void heal(id), GAP_MS) });
  }

  async function heal(id: Id): Promise<void> {
    const detail = readCache(queryClient).details.get(id);
    const afterSeq = detail ? gapAfter(detail) : null;
    if (afterSeq === null) return void healing.delete(id);
    const items = await itemsSince({ conversationId: id, afterSeq }).catch(() => [] as Item[]);
    change((cache) => applyItems(cache, id, items));
    const entry = healing.get(id);
    const now = readCache(queryClient).details.get(id);
    if (!entry || !now || gapAfter(now) === null) return void healing.delete(id);
    entry.tries++;
    if (entry.tries >= 3) {
      healing.delete(id);
      return stale.add([`detail:${id}`]);
    }
    entry.timer = setTimeout(() => void heal(id), GAP_MS * 2 ** entry.tries);
  }

  /** Applies now, and again to whatever answer is still on its way. */
  function told(patch: (cache: CacheState) => CacheState): void {
    const at = Date.now();
    recent = [...recent.filter((entry) => entry.at > at - REMEMBER_MS), { at, patch }];
    change(patch);
  }

  return {
    apply(envelopes: Envelope[]): void {
      if (envelopes.length > 0)
        told((cache) => envelopes.reduce((state, envelope) => applyEnvelope(state, envelope, me), cache));
    },
    /** Asks everything on screen again. */
    reset: () => void queryClient.invalidateQueries(),
    start(): () => void {
      const stopQueries = queryClient.getQueryCache().subscribe(({ type, query, ...event }) => {
        if (type !== "updated" || !("action" in event)) return;
        if (event.action.type === "fetch") startedAt.set(query, Date.now());
        if (event.action.type !== "success" || event.action.manual) return;
        const since = startedAt.get(query) ?? 0;
        const missed = recent.filter((entry) => entry.at >= since);
        queueMicrotask(() => change((cache) => missed.reduce((state, entry) => entry.patch(state), cache)));
      });
      const stopMutations = queryClient.getMutationCache().subscribe((event) => {
        if (event.type !== "updated" || event.action.type !== "success") return;
        const { data, variables } = event.mutation.state;
        const patch = patchOfMutation(event.mutation.options.mutationKey, data, variables);
        if (patch) told((cache) => patch(cache, me));
      });
      return () => {
        stopQueries();
        stopMutations();
        stale.stop();
        for (const { timer } of healing.values()) clearTimeout(timer);
        healing.clear();
      };
    },
  };
}

type QueryKey = readonly [path: readonly string[], { input?: Record<string, unknown>; type?: string }?];

function readCache(queryClient: QueryClient): CacheState {
  const lists = new Map<string, { filter: ListFilter; data: ListData }>();
  const details = new Map<Id, ConversationDetail>();
  const contexts = new Map<Id, CustomerContext>();
  const stock = new Map<string, SkuStock[]>();
  let people: Person[] | null = null;
  for (const query of queryClient.getQueryCache().getAll()) {
    const { data } = query.state;
    if (data === undefined) continue;
    const [path, options] = query.queryKey as unknown as QueryKey;
    const input = options?.input ?? {};
    switch (path?.join(".")) {
      case "conversations.list":
        if (options?.type === "infinite")
          lists.set(query.queryHash, { filter: input as ListFilter, data: data as ListData });
        break;
      case "conversations.get":
        details.set(input.conversationId as Id, data as ConversationDetail);
        break;
      case "customers.context":
        contexts.set(input.conversationId as Id, data as CustomerContext);
        break;
      case "commerce.stockOf":
      case "commerce.searchStock":
        stock.set(query.queryHash, data as SkuStock[]);
        break;
      case "team.people":
        people = data as Person[];
    }
  }
  return { ...emptyCache(), lists, details, contexts, stock, people };
}

const keys = {
  detail: (conversationId: Id) => [["conversations", "get"], { input: { conversationId }, type: "query" }],
  context: (conversationId: Id) => [["customers", "context"], { input: { conversationId }, type: "query" }],
};

function writeCache(queryClient: QueryClient, before: CacheState, after: CacheState): void {
  const byHash = (hash: string, data: unknown) => {
    const query = queryClient.getQueryCache().get(hash);
    if (query) queryClient.setQueryData(query.queryKey, data);
  };
  for (const [hash, list] of after.lists) if (list !== before.lists.get(hash)) byHash(hash, list.data);
  for (const [hash, list] of after.stock) if (list !== before.stock.get(hash)) byHash(hash, list);
  for (const [id, detail] of after.details)
    if (detail !== before.details.get(id)) queryClient.setQueryData(keys.detail(id), detail);
  for (const [id, context] of after.contexts)
    if (context !== before.contexts.get(id)) queryClient.setQueryData(keys.context(id), context);
  if (after.people !== before.people) queryClient.setQueryData([["team", "people"], { type: "query" }], after.people);
}

/** Asks again for what could not be patched: an open thread at once, numbers and lists at most every 2 s. */
function createStaleQueue(queryClient: QueryClient) {
  const soon = new Set<StaleMark>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let lastAt = 0;

  function ask(mark: StaleMark): void {
    const [kind, ...rest] = mark.split(":");
    const id = rest.join(":");
    if (kind === "me") return void queryClient.invalidateQueries();
    if (kind === "counts") return void queryClient.invalidateQueries({ queryKey: [["conversations", "counts"]] });
    if (kind === "detail") return void queryClient.invalidateQueries({ queryKey: keys.detail(id) });
    if (kind === "context") return void queryClient.invalidateQueries({ queryKey: keys.context(id) });
    const query = queryClient.getQueryCache().get(id);
    if (query) void queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true });
  }
  function flush(): void {
    timer = null;
    lastAt = Date.now();
    const marks = [...soon];
    soon.clear();
    for (const mark of marks) ask(mark);
  }
  return {
    add(marks: Iterable<StaleMark>): void {
      for (const mark of marks) {
        if (mark.startsWith("detail:")) ask(mark);
        else soon.add(mark);
      }
      if (soon.size > 0 && !timer) timer = setTimeout(flush, Math.max(300, lastAt + STALE_MS - Date.now()));
    },
    stop(): void {
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
}
