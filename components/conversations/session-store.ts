/** A store whose values survive unmounting and reloads of this tab. */
export type SessionStore<T> = {
  get(key: string): T;
  set(key: string, value: T): void;
  /** The keys of this tab, also from before a reload. */
  keys(): string[];
  subscribe(changed: () => void): () => void;
};

/**
 * Makes a store of values by key.
 * @param empty the value of an unset key; an equal value is not stored
 * @param storable the part of a value that is valid after a reload
 */
export function createSessionStore<T>(
  prefix: string,
  empty: T,
  storable: (value: T) => T = (value) => value,
): SessionStore<T> {
  const memory = new Map<string, T>();
  let stored: string[] | null = null;
  const listeners = new Set<() => void>();
  const load = (key: string): T => {
    try {
      const text = sessionStorage.getItem(prefix + key);
      return text === null ? empty : (JSON.parse(text) as T);
    } catch {
      return empty; // without storage, values last as long as the page
    }
  };
  const store = (key: string, value: T): void => {
    try {
      const text = JSON.stringify(storable(value));
      if (text === JSON.stringify(empty)) sessionStorage.removeItem(prefix + key);
      else sessionStorage.setItem(prefix + key, text);
    } catch {
      // as above
    }
  };
  return {
    get(key) {
      const known = memory.get(key);
      if (known !== undefined) return known;
      const loaded = load(key);
      memory.set(key, loaded);
      return loaded;
    },
    set(key, value) {
      memory.set(key, value);
      store(key, value);
      for (const changed of listeners) changed();
    },
    keys() {
      stored ??= storedKeys(prefix);
      return [...new Set([...stored, ...memory.keys()])];
    },
    subscribe(changed) {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
  };
}

function storedKeys(prefix: string): string[] {
  try {
    return Object.keys(sessionStorage).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
  } catch {
    return []; // without storage
  }
}
