import { expect, test } from "vitest";
import type { CallDetail } from "./calls";
import { unansweredSince, wasAnswered } from "./missed-calls";

const at = (second: number) => new Date(Date.UTC(2026, 10, 29, 9, 0, second)).toISOString();
/** A call whose phases begin ten seconds apart. */
const call = (...phases: CallDetail["phases"][number]["phase"][]) => ({
  direction: "in" as const,
  phases: phases.map((phase, n) => ({ phase, at: at(n * 10) })),
  outcome: null as CallDetail["outcome"],
});

test("a call that ends while its customer waits is unanswered since they began to wait", () => {
  expect(unansweredSince(call("queued", "ringing", "queued", "ended"))).toBe(at(0));
  expect(wasAnswered(call("ringing", "ended"))).toBe(false);
});

test("a customer who is put back into the queue and gives up is unanswered since they waited again", () => {
  const returned = call("ringing", "connected", "on_hold", "queued", "ringing", "ended");
  expect(unansweredSince(returned)).toBe(at(30));
  expect(wasAnswered(returned)).toBe(false);
});

test("a call that ends while somebody talks, also on hold, is answered", () => {
  for (const last of ["connected", "on_hold"] as const) {
    expect(unansweredSince(call("ringing", "connected", last, "ended"))).toBeNull();
    expect(wasAnswered(call("ringing", "connected", last, "ended"))).toBe(true);
  }
});

test("a call that goes on, and one that we placed, is not missed", () => {
  expect(unansweredSince(call("queued", "ringing"))).toBeNull();
  expect(unansweredSince({ ...call("ringing", "ended"), direction: "out" })).toBeNull();
});

test("a call that the menu answered is not missed, and one that ended in the menu without an answer is", () => {
  expect(unansweredSince({ ...call("menu", "ended"), outcome: "self_service" })).toBeNull();
  expect(unansweredSince({ ...call("menu", "ended"), outcome: "missed" })).toBe(at(0));
  expect(wasAnswered({ ...call("menu", "ended"), outcome: "self_service" })).toBe(false);
});

test("a customer who left the menu waited from then on", () => {
  expect(unansweredSince({ ...call("menu", "queued", "ringing", "ended"), outcome: "missed" })).toBe(at(10));
});
