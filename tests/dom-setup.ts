import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach } from "vitest";

// A long timeout for busy machines, which cannot make a failing test pass.
configure({ asyncUtilTimeout: 60_000 });
afterEach(cleanup);

// A timer that outlives its file runs without a window: the toasts have some, which no cleanup ends.
const timers = new Set<NodeJS.Timeout>();
const { setTimeout: start } = globalThis;
globalThis.setTimeout = Object.assign((...args: Parameters<typeof start>) => {
  const timer = start(...args);
  timers.add(timer);
  return timer;
}, start);
afterAll(() => {
  for (const timer of timers) clearTimeout(timer);
});
