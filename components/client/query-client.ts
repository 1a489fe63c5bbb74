import { QueryClient, type QueryKey } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import type { NewlyWatched } from "./live";
import { trpcKeys } from "./query-keys";

/** Refusals (4xx) are answers, not accidents: asking again would only repeat them. */
function worthRetrying(failures: number, error: unknown): boolean {
  const status = error instanceof TRPCClientError ? (error.data?.httpStatus as number | undefined) : undefined;
  if (status !== undefined && status >= 400 && status < 500) return false;
  return failures < 3;
}

/** What is pushed never goes stale by age; what is pushed only while watched is asked again when it is shown again. */
export function makeQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        retry: worthRetrying,
        retryDelay: (attempt) => Math.min(10_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2),
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: { retry: false },
    },
  });
  for (const watchedOnly of [...Object.values(WATCHED).flat(), trpcKeys.customers.earlierThread.pathKey()]) {
    client.setQueryDefaults(watchedOnly, { staleTime: 0 });
  }
  return client;
}

/** The queries of what is pushed only while it is watched. */
const WATCHED: Record<keyof NewlyWatched, QueryKey[]> = {
  customer: [trpcKeys.customers.context.pathKey()],
  stock: [trpcKeys.commerce.stockOf.pathKey(), trpcKeys.commerce.searchStock.pathKey()],
  board: [trpcKeys.team.board.pathKey()],
};

/** Asks once more, of what is on screen, what has just begun to be pushed. */
export function askAgain(client: QueryClient, what: NewlyWatched): void {
  for (const kind of ["customer", "stock", "board"] as const)
    for (const queryKey of what[kind] ? WATCHED[kind] : []) void client.invalidateQueries({ queryKey });
}
