import type { QueryClient } from "@tanstack/react-query";
import type { SkuStock } from "@/server/contract/commerce";
import type { ConversationDetail, ListFilter } from "@/server/contract/conversations";
import type { CustomerContext } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import type { Person, Place } from "@/server/contract/team";
import { type CacheState, emptyCache, type Left, type ListData } from "./cache-state";

type QueryKey = readonly [path: readonly string[], { input?: Record<string, unknown>; type?: string }?];

/** What TanStack Query holds of the queries that events change, as plain data. */
export function readCache(queryClient: QueryClient): CacheState {
  const lists = new Map<string, { filter: ListFilter; data: ListData }>();
  const details = new Map<Id, ConversationDetail>();
  const contexts = new Map<Id, CustomerContext>();
  const stock = new Map<string, SkuStock[]>();
  const left = new Map<Id, Left>();
  let people: Person[] | null = null;
  let places: Place[] | null = null;
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
      case "left":
        if (data !== null) left.set(input.conversationId as Id, data as Left);
        break;
      case "team.people":
        people = data as Person[];
        break;
      case "team.places":
        places = data as Place[];
    }
  }
  return { ...emptyCache(), lists, details, contexts, stock, people, places, left };
}

/** The conversation whose thread this query holds, if it holds one. */
export function threadOf(queryKey: readonly unknown[]): Id | null {
  const [path, options] = queryKey as unknown as QueryKey;
  return path?.join(".") === "conversations.get" ? (options?.input?.conversationId as Id) : null;
}

export const keys = {
  detail: (conversationId: Id) => [["conversations", "get"], { input: { conversationId }, type: "query" }],
  context: (conversationId: Id) => [["customers", "context"], { input: { conversationId }, type: "query" }],
  /** Not asked of the server: how a conversation was lost, or null. */
  left: (conversationId: Id) => [["left"], { input: { conversationId }, type: "query" }],
};

/** Writes back what patches changed. */
export function writeCache(queryClient: QueryClient, before: CacheState, after: CacheState): void {
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
  for (const id of before.details.keys()) if (!after.details.has(id)) forget(queryClient, keys.detail(id));
  for (const id of before.contexts.keys()) if (!after.contexts.has(id)) forget(queryClient, keys.context(id));
  for (const [id, how] of after.left) if (how !== before.left.get(id)) queryClient.setQueryData(keys.left(id), how);
  for (const id of before.left.keys()) if (!after.left.has(id)) queryClient.setQueryData(keys.left(id), null);
  if (after.people !== before.people) queryClient.setQueryData([["team", "people"], { type: "query" }], after.people);
  if (after.places !== before.places) queryClient.setQueryData([["team", "places"], { type: "query" }], after.places);
}

/** Drops an answer and whatever is on its way to replace it, also where it is on screen. */
const forget = (queryClient: QueryClient, queryKey: readonly unknown[]): void =>
  queryClient.getQueryCache().find({ queryKey, exact: true })?.reset();
