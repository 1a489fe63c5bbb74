/** The state of code that loads separately from the page. */
export type LazyState<T> = { readonly value: T | null; readonly hasFailed: boolean };

export type LazyModule<T> = {
  /** Loads the code unless it is loaded or loading. Never rejects: `get()` has the result. */
  load(): Promise<void>;
  get(): LazyState<T>;
  subscribe(changed: () => void): () => void;
};

const NOT_LOADED = { value: null, hasFailed: false } as const;
/** Delays between attempts, for a tablet that loses its Wi-Fi for a moment. */
const RETRY_MS = [500, 2000, 5000];

const known: LazyModule<unknown>[] = [];

/** Creates a module that loads once. A failed load is retried with backoff, then by `load()` or when the browser is online again. */
export function lazyModule<T>(fetchModule: () => Promise<T>): LazyModule<T> {
  let state: LazyState<T> = NOT_LOADED;
  let loading: Promise<void> | null = null;
  let isAwaitingNetwork = false;
  const listeners = new Set<() => void>();
  const set = (next: LazyState<T>) => {
    state = next;
    for (const changed of listeners) changed();
  };
  const fetchRetrying = async () => {
    for (const wait of [...RETRY_MS, null]) {
      try {
        return set({ value: await fetchModule(), hasFailed: false });
      } catch {
        if (wait !== null) await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
    loading = null;
    set({ value: null, hasFailed: true });
    if (isAwaitingNetwork) return;
    isAwaitingNetwork = true;
    const retry = () => {
      isAwaitingNetwork = false;
      void lazy.load();
    };
    window.addEventListener("online", retry, { once: true });
  };
  const lazy: LazyModule<T> = {
    load: () => {
      if (loading === null && state.hasFailed) set(NOT_LOADED);
      loading ??= fetchRetrying();
      return loading;
    },
    get: () => state,
    subscribe: (changed) => {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
  };
  known.push(lazy);
  return lazy;
}

/** Loads every lazy module of the page, one after the other, so that they open at once and without a network. */
export async function preloadAll(): Promise<void> {
  // A loaded module may register lazy modules of its own, so the list grows during the loop.
  for (const lazy of known) await lazy.load();
}
