import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createWriteCheck, DEADLINE_MS, type WriteCheck } from "./write-check";

let check: WriteCheck;
let write: ReturnType<typeof vi.fn<() => Promise<void>>>;
const changes: boolean[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  write = vi.fn(async () => {});
  changes.length = 0;
  check = createWriteCheck(write, { now: () => performance.now(), onChange: (ok) => changes.push(ok) });
});
afterEach(() => vi.useRealTimers());

const broken = async () => {
  throw new Error("down");
};

test("all callers within a second share one write", async () => {
  expect(await Promise.all([check.isWritable(), check.isWritable()])).toEqual([true, true]);
  expect(await check.isWritable()).toBe(true);
  expect(write).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1000);
  await check.isWritable();
  expect(write).toHaveBeenCalledTimes(2);
});

test("a write without a response fails after three seconds, and no second one is sent while it is in flight", async () => {
  let answer = () => {};
  write.mockImplementation(() => new Promise((resolve) => (answer = resolve)));
  const asked = check.isWritable();
  await vi.advanceTimersByTimeAsync(DEADLINE_MS);
  expect(await asked).toBe(false);
  await vi.advanceTimersByTimeAsync(5000);
  expect([await check.isWritable(), write.mock.calls.length]).toEqual([false, 1]);
  answer();
  await vi.advanceTimersByTimeAsync(0);
  write.mockImplementation(async () => {});
  expect([await check.isWritable(), check.failingForMs()]).toEqual([true, 0]);
  expect(changes).toEqual([false, true]);
});

test("failing lasts from the first failed write to the next that succeeds", async () => {
  const stop = check.start();
  await vi.advanceTimersByTimeAsync(5000);
  expect(check.failingForMs()).toBe(0);
  write.mockImplementation(broken);
  await vi.advanceTimersByTimeAsync(61_000);
  expect(check.failingForMs()).toBeGreaterThanOrEqual(59_000);
  write.mockImplementation(async () => {});
  await vi.advanceTimersByTimeAsync(2000);
  expect(check.failingForMs()).toBe(0);
  stop();
});

test("a pause of the process does not count as a failure", async () => {
  await check.isWritable();
  vi.setSystemTime(Date.now() + 3_600_000);
  write.mockImplementation(broken);
  await vi.advanceTimersByTimeAsync(1000);
  await check.isWritable();
  expect(check.failingForMs()).toBe(0);
});

test("a silent database is detected within 4 seconds, at any time", async () => {
  const stop = check.start();
  await vi.advanceTimersByTimeAsync(2500);
  write.mockImplementation(() => new Promise(() => {}));
  await vi.advanceTimersByTimeAsync(1000 + DEADLINE_MS);
  expect(await check.isWritable()).toBe(false);
  stop();
});
