import type { QueryClient, QueryKey } from "@tanstack/react-query";

/** One entry of the query cache: its input and its result. */
type Answer = { hash: string; input: Record<string, unknown>; data: unknown };

/**
 * A set of query results that pushes change: how they are read as plain data (`V`), and how changes are written back. Patches
 * never mutate `V`.
 */
export type CachedQuery<V> = {
  /** From `trpcKeys.*.queryKey()`; their path and type select the results. */
  readonly queryKeys: readonly QueryKey[];
  empty(): V;
  read(answers: readonly Answer[]): V;
  write(client: QueryClient, before: V, after: V): void;
};
// biome-ignore lint/suspicious/noExplicitAny: each entry has its own kind of data
export type CachedQueries = Record<string, CachedQuery<any>>;
/** The plain data of several cached queries, by their names. */
export type AnswersOf<Q extends CachedQueries> = { [K in keyof Q]: Q[K] extends CachedQuery<infer V> ? V : never };

/** A query without input; null until it has a result. */
export const singleAnswer = <T>(queryKey: QueryKey): CachedQuery<T | null> => ({
  queryKeys: [queryKey],
  empty: () => null,
  read: (answers) => (answers[0]?.data as T | undefined) ?? null,
  write: (client, before, after) => {
    if (after !== before) client.setQueryData(queryKey, after);
  },
});

type EntryForm<T> = { toEntry(answer: Answer): T; toData(entry: T): unknown };

/** All results of these queries, by query hash. */
export const answersByHash = <T>(
  queryKeys: readonly QueryKey[],
  { toEntry, toData }: EntryForm<T> = { toEntry: ({ data }) => data as T, toData: (entry) => entry },
): CachedQuery<ReadonlyMap<string, T>> => ({
  queryKeys,
  empty: () => new Map(),
  read: (answers) => new Map(answers.map((answer) => [answer.hash, toEntry(answer)])),
  write: (client, before, after) => {
    for (const [hash, entry] of after) {
      const query = entry === before.get(hash) ? undefined : client.getQueryCache().get(hash);
      if (query) client.setQueryData(query.queryKey, toData(entry));
    }
  },
});

/** Results by one field of the input. `remove` is called for an entry that a patch removed. */
export const answersBy = <T>(
  field: string,
  keyOf: (id: string) => QueryKey,
  remove: (client: QueryClient, queryKey: QueryKey) => void,
): CachedQuery<ReadonlyMap<string, T>> => ({
  queryKeys: [keyOf("")],
  empty: () => new Map(),
  read: (answers) =>
    new Map(
      answers.flatMap(({ input, data }) => (data === null ? [] : [[input[field] as string, data as T] as const])),
    ),
  write: (client, before, after) => {
    for (const [id, entry] of after) if (entry !== before.get(id)) client.setQueryData(keyOf(id), entry);
    for (const id of before.keys()) if (!after.has(id)) remove(client, keyOf(id));
  },
});

/** Removes a result and cancels its fetches, even while it is on screen. */
export const resetQuery = (client: QueryClient, queryKey: QueryKey): void =>
  client.getQueryCache().find({ queryKey, exact: true })?.reset();
