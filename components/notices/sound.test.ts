import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { chimeOnce, shownInTabs } from "./sound";

const played = vi.fn();
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal(
    "AudioContext",
    class {
      resume = async () => void played();
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});
const onDevice = (features: object) => vi.stubGlobal("navigator", features);

/** Locks of a browser in which other tabs hold these. */
const locks = (...held: string[]) => ({
  request: async (name: string, _: object, run: (lock: object | null) => unknown) =>
    run(held.includes(name) ? null : { name }),
  query: async () => ({ held: held.map((name) => ({ name })) }),
});

test("a burst makes one sound in ten seconds", () => {
  onDevice({});
  for (const now of [0, 3000, 9999]) chimeOnce(now);
  expect(played).toHaveBeenCalledTimes(1);
  chimeOnce(10_000);
  expect(played).toHaveBeenCalledTimes(2);
});

test("while another tab of this browser makes the sound, this one makes none", async () => {
  onDevice({ locks: locks("storeline-notice-sound") });
  chimeOnce(100_000);
  await vi.advanceTimersByTimeAsync(1);
  expect(played).not.toHaveBeenCalled();
  onDevice({ locks: locks() });
  chimeOnce(100_000);
  await vi.advanceTimersByTimeAsync(1);
  expect(played).toHaveBeenCalledOnce();
});

test("a page that nobody has touched asks for no sound", () => {
  onDevice({ userActivation: { hasBeenActive: false } });
  chimeOnce(200_000);
  expect(played).not.toHaveBeenCalled();
});

test("what visible tabs show is known by their locks, and nothing where a browser has none", async () => {
  onDevice({ locks: locks("storeline-visible", "storeline-open:7", "another page's") });
  expect(await shownInTabs()).toEqual({ isVisible: true, openIds: new Set(["7"]) });
  onDevice({});
  expect(await shownInTabs()).toEqual({ isVisible: false, openIds: new Set() });
});
