import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakeMemory } from "@/tests/softphone";

/** Locks that all tabs of a browser share: a taken one is never free again, and who waits for it gives up by the signal. */
function fakeLocks() {
  const taken = new Set<string>();
  return {
    request: (name: string, { signal }: { signal: AbortSignal }, hold: () => Promise<never>) => {
      if (!taken.has(name)) {
        taken.add(name);
        return hold();
      }
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
  };
}
/** Each page loads the module anew. */
async function openTab(memory: ReturnType<typeof fakeMemory>) {
  vi.resetModules();
  const { tabDevice } = await import("./tab-device");
  return tabDevice(memory);
}

beforeEach(() => {
  vi.spyOn(AbortSignal, "timeout").mockImplementation(() => AbortSignal.abort());
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("a tab keeps its id through a reload, which gives its lock back", async () => {
  const memory = fakeMemory();
  vi.stubGlobal("navigator", { locks: fakeLocks() });
  const first = await openTab(memory);
  vi.stubGlobal("navigator", { locks: fakeLocks() });
  expect(await openTab(memory)).toBe(first);
});

test("a duplicated tab gets an id of its own, and does not carry the call of the first", async () => {
  const memory = fakeMemory();
  vi.stubGlobal("navigator", { locks: fakeLocks() });
  const first = await openTab(memory);
  const copy = fakeMemory({ "storeline-device": first, "storeline-call": "call" });
  const signal = new AbortController();
  vi.mocked(AbortSignal.timeout).mockReturnValue(signal.signal);
  const second = openTab(copy);
  await vi.waitFor(() => expect(AbortSignal.timeout).toHaveBeenCalledTimes(2), 60_000);
  signal.abort();
  expect(await second).not.toBe(first);
  expect(copy.getItem("storeline-call")).toBeNull();
});
