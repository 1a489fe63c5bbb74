/** The data that the visitor's browser keeps for one site. If storage is blocked, it lasts as long as the page. */
export interface Store {
  get(name: string): string | null;
  set(name: string, value: string | null): void;
  /** Names with this prefix in order of creation (ids are time-ordered). */
  names(prefix: string): string[];
}

export function browserStore(key: string): Store {
  const memory = memoryStore();
  const full = (name: string) => `storeline:${key}:${name}`;
  /** @returns null when storage is blocked */
  const attempt = <T>(work: () => T): T | null => {
    try {
      return work();
    } catch {
      return null;
    }
  };
  return {
    get: (name) => attempt(() => localStorage.getItem(full(name))) ?? memory.get(name),
    set(name, value) {
      const kept = attempt(() => {
        if (value === null) localStorage.removeItem(full(name));
        else localStorage.setItem(full(name), value);
        return true;
      });
      memory.set(name, kept ? null : value);
    },
    names(prefix) {
      const stored = (attempt(() => Object.keys(localStorage)) ?? [])
        .filter((name) => name.startsWith(full(prefix)))
        .map((name) => name.slice(full("").length));
      return [...new Set([...stored, ...memory.names(prefix)])].sort();
    },
  };
}

export function memoryStore(): Store {
  const values = new Map<string, string>();
  return {
    get: (name) => values.get(name) ?? null,
    set: (name, value) => void (value === null ? values.delete(name) : values.set(name, value)),
    names: (prefix) => [...values.keys()].filter((name) => name.startsWith(prefix)).sort(),
  };
}
