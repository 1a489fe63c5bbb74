import { type Query, QueryClient, type QueryKey } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import type { NewlySubscribed } from "./live";
import { trpcKeys } from "./query-keys";
import { refusalOf } from "./refusal";

/** Refusals (4xx) are definite, so a retry would only repeat them. */
function worthRetrying(failures: number, error: unknown): boolean {
  const status = error instanceof TRPCClientError ? (error.data?.httpStatus as number | undefined) : undefined;
  if (status !== undefined && status >= 400 && status < 500) return false;
  return failures < 3;
}

/** Pushed data never goes stale by age. Data pushed only to subscribers is refetched when it is shown again. */
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
  for (const queryKey of [...Object.values(SUBSCRIBED_ONLY).flat(), trpcKeys.customers.earlierThread.pathKey()]) {
    client.setQueryDefaults(queryKey, { staleTime: 0 });
  }
  return client;
}

const FIRST_ANSWERS_MS = 10_000;

/** Resolves when the queries of the first screen have been answered, or after 10 s. */
export function firstAnswers(client: QueryClient): Promise<void> {
  if (client.isFetching() === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(done, FIRST_ANSWERS_MS);
    const unsubscribe = client.getQueryCache().subscribe(() => client.isFetching() === 0 && done());
  });
}

/** Once the connection is back, refetches what is on screen and got no answer before; a refusal was one. */
export function refetchUnanswered(client: QueryClient): void {
  const isUnanswered = ({ state: { status, error } }: Query) => status === "error" && refusalOf(error) === null;
  void client.refetchQueries({ type: "active", predicate: isUnanswered });
}

/** The queries whose data is pushed only to subscribers. */
const SUBSCRIBED_ONLY: Record<keyof NewlySubscribed, QueryKey[]> = {
  customer: [trpcKeys.customers.context.pathKey()],
  stock: [trpcKeys.commerce.stockOf.pathKey(), trpcKeys.commerce.searchStock.pathKey()],
  board: [trpcKeys.team.board.pathKey()],
};

/** Refetches the queries on screen whose pushes have just begun. */
export function refetchSubscribed(client: QueryClient, added: NewlySubscribed): void {
  for (const kind of ["customer", "stock", "board"] as const)
    for (const queryKey of added[kind] ? SUBSCRIBED_ONLY[kind] : []) void client.invalidateQueries({ queryKey });
}
