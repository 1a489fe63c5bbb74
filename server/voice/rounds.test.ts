import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Rounds } from "./rounds";

let runs: number;
let finish: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  runs = 0;
});
afterEach(() => void vi.useRealTimers());

/** Work that lasts until a test ends it, then pauses for a second. */
const work = () => {
  runs++;
  return new Promise<number>((resolve) => {
    finish = () => resolve(1000);
  });
};
const done = async () => {
  finish();
  await vi.advanceTimersByTimeAsync(0);
};

test("work runs at once when it is asked for, and again after the pause that it chose", async () => {
  const rounds = new Rounds(work);
  rounds.wake();
  expect(runs).toBe(1);
  await done();
  await vi.advanceTimersByTimeAsync(999);
  expect(runs).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(runs).toBe(2);
});

test("what is asked for while it runs is done once, right after", async () => {
  const rounds = new Rounds(work);
  for (let times = 0; times < 3; times++) rounds.wake();
  expect(runs).toBe(1);
  await done();
  expect(runs).toBe(2);
  await done();
  expect(runs).toBe(2);
});

test("suspended, nothing runs, and what was asked for runs when it is resumed", async () => {
  const rounds = new Rounds(work, true);
  rounds.wake();
  expect(runs).toBe(0);
  rounds.resume();
  expect(runs).toBe(1);
  rounds.suspend();
  await done();
  await vi.advanceTimersByTimeAsync(5000);
  expect(runs).toBe(1);
  rounds.resume();
  expect(runs).toBe(2);
});

test("closed, nothing runs any more", async () => {
  const rounds = new Rounds(work);
  rounds.wake();
  rounds.close();
  await done();
  rounds.wake();
  rounds.resume();
  await vi.advanceTimersByTimeAsync(5000);
  expect(runs).toBe(1);
});
