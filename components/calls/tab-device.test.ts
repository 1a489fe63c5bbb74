import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakeMemory } from "@/tests/softphone";

type Waiting = { signal: AbortSignal; take: () => void };

/** The locks and channels that all tabs of a browser share. */
function fakeBrowser() {
  const taken = new Map<string, Waiting[]>();
  const channels = new Set<FakeChannel>();
  class FakeChannel {
    onmessage: ((event: { data: unknown }) => void) | null = null;
    constructor(readonly name: string) {
      channels.add(this);
    }
    postMessage(data: unknown) {
      for (const other of channels)
        if (other !== this && other.name === this.name) queueMicrotask(() => other.onmessage?.({ data }));
    }
    close() {
      channels.delete(this);
    }
  }
  const request = (name: string, { signal }: { signal: AbortSignal }, hold: () => Promise<never>) => {
    const waiting = taken.get(name);
    if (!waiting) {
      taken.set(name, []);
      return hold();
    }
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      waiting.push({ signal, take: () => resolve(hold()) });
    });
  };
  return {
    FakeChannel,
    locks: { request },
    /** The pages that are being unloaded answer nobody any more. */
    unload: () => channels.clear(),
    /** An unloaded page gives its locks back. */
    release() {
      for (const [name, waiting] of taken) {
        const next = waiting.find(({ signal }) => !signal.aborted);
        if (next) next.take();
        else taken.delete(name);
      }
    },
  };
}

let browser: ReturnType<typeof fakeBrowser>;
/** Each page loads the module anew. */
async function openTab(memory: ReturnType<typeof fakeMemory>) {
  vi.resetModules();
  const { tabDevice } = await import("./tab-device");
  return { id: tabDevice(memory) };
}

beforeEach(() => {
  vi.useFakeTimers();
  browser = fakeBrowser();
  vi.stubGlobal("navigator", { locks: browser.locks });
  vi.stubGlobal("BroadcastChannel", browser.FakeChannel);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a tab keeps its id through a reload, however late a slow device gives its lock back", async () => {
  const memory = fakeMemory();
  const first = await (await openTab(memory)).id;
  browser.unload();
  const again = await openTab(memory);
  await vi.advanceTimersByTimeAsync(15_000);
  browser.release();
  expect(await again.id).toBe(first);
});

test("a duplicated tab gets an id of its own at once, and does not carry the call of the first", async () => {
  const first = await (await openTab(fakeMemory())).id;
  const copy = fakeMemory({ "storeline-device": first, "storeline-call": "call" });
  expect(await (await openTab(copy)).id).not.toBe(first);
  expect(copy.getItem("storeline-call")).toBeNull();
});

test("a tab that is duplicated while it reloads keeps its id, and the duplicate gets one of its own", async () => {
  const memory = fakeMemory();
  const first = await (await openTab(memory)).id;
  browser.unload();
  const [again, copy] = [await openTab(memory), await openTab(fakeMemory({ "storeline-device": first }))];
  browser.release();
  expect(await again.id).toBe(first);
  expect(await copy.id).not.toBe(first);
});

test("beside a tab that the browser has suspended, which answers nothing, a duplicate gets an id in the end", async () => {
  const first = await (await openTab(fakeMemory())).id;
  browser.unload();
  const copy = await openTab(fakeMemory({ "storeline-device": first }));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await copy.id).not.toBe(first);
});
