import type { QueryClient } from "@tanstack/react-query";
import type { Id } from "@/server/contract/ids";
import type { CachedQueries, CachedQuery } from "./cached-query";
import { keys } from "./query-keys";

type Asked = readonly [path: readonly string[], { input?: Record<string, unknown>; type?: string }?];
type Answers = Record<string, unknown>;
type Found = Parameters<CachedQuery<unknown>["read"]>[0][number];

/** The path and type of a query key, without its input. */
function kindOf(queryKey: readonly unknown[]): string {
  const [path, options] = queryKey as Asked;
  return `${path?.join(".")} ${options?.type ?? "query"}`;
}

/** Reads the results of these queries from TanStack Query as plain data. */
export function readCache(client: QueryClient, queries: CachedQueries): Answers {
  const answers = new Map<string, Found[]>();
  for (const { state, queryKey, queryHash } of client.getQueryCache().getAll()) {
    if (state.data === undefined) continue;
    const input = (queryKey as unknown as Asked)[1]?.input ?? {};
    const kind = kindOf(queryKey);
    const answer = { hash: queryHash, input, data: state.data };
    const known = answers.get(kind);
    if (known) known.push(answer);
    else answers.set(kind, [answer]);
  }
  const read = ({ queryKeys, ...query }: CachedQuery<unknown>) =>
    query.read(queryKeys.flatMap((key) => answers.get(kindOf(key)) ?? []));
  return Object.fromEntries(Object.entries(queries).map(([name, query]) => [name, read(query)]));
}

/** Writes changes of patches back. */
export function writeCache(client: QueryClient, queries: CachedQueries, before: Answers, after: Answers): void {
  for (const [name, query] of Object.entries(queries)) query.write(client, before[name], after[name]);
}

/** The conversation whose thread this query has, or null. */
export function threadOf(queryKey: readonly unknown[]): Id | null {
  const [, options] = queryKey as unknown as Asked;
  return kindOf(queryKey) === kindOf(keys.detail("")) ? (options?.input?.conversationId as Id) : null;
}
