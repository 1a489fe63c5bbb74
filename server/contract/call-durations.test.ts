import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { afterCallMs, callDurations } from "./call-durations";
import { CALL_PHASES, type CallDetail } from "./calls";

const at = (seconds: number) => new Date(seconds * 1000).toISOString();
const sum = (durations: ReturnType<typeof callDurations>) =>
  Object.values(durations).reduce((all, one) => all + one, 0);

test("each part of a call is counted as what it was", () => {
  const phases: CallDetail["phases"] = [
    { phase: "queued", at: at(0) },
    { phase: "ringing", at: at(5) },
    { phase: "connected", at: at(12) },
    { phase: "on_hold", at: at(60) },
    { phase: "connected", at: at(90) },
    // The person's browser was lost, and somebody else answered.
    { phase: "ringing", at: at(100) },
    { phase: "connected", at: at(103) },
    { phase: "ended", at: at(120) },
  ];
  expect(callDurations(phases, new Date(9_000_000))).toEqual({
    menuMs: 0,
    waitMs: 5000,
    ringMs: 10_000,
    voicemailMs: 0,
    talkMs: 75_000,
    holdMs: 30_000,
  });
});

test("the last phase of a call that goes on is counted until now", () => {
  const phases: CallDetail["phases"] = [{ phase: "connected", at: at(10) }];
  expect(callDurations(phases, new Date(25_000)).talkMs).toBe(15_000);
  // A clock that is behind counts nothing, never less.
  expect(callDurations(phases, new Date(0)).talkMs).toBe(0);
});

test("no second is counted twice or lost: the parts add up to the whole, however often the call changed", () => {
  const step = fc.tuple(fc.constantFrom(...CALL_PHASES), fc.nat(100_000));
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), fc.nat(100_000), (steps, rest) => {
      let now = 1_000_000;
      const phases = steps.map(([phase, ms]) => {
        now += ms;
        return { phase, at: new Date(now).toISOString() };
      });
      const until = new Date(now + rest);
      const all = phases.map(({ phase, at: from }, n) => {
        const end = phases[n + 1] ? Date.parse(phases[n + 1]!.at) : until.getTime();
        return phase === "ended" ? 0 : end - Date.parse(from);
      });
      expect(sum(callDurations(phases, until))).toBe(all.reduce((whole, one) => whole + one, 0));
    }),
  );
});

describe("after-call time", () => {
  const wrapUp = (n: number, from: number, to: number) => ({
    ...{ id: String(n), userId: String(n), name: "Ana", disposition: null },
    ...{ startedAt: at(from), endsAt: at(to) },
  });

  test("is the work of everybody who wrapped up, also at the same time", () => {
    expect(afterCallMs([wrapUp(1, 60, 90), wrapUp(2, 70, 80)], new Date(9_000_000))).toBe(40_000);
  });

  test("counts until now while it goes on, and never less than nothing", () => {
    expect(afterCallMs([wrapUp(1, 60, 90)], new Date(75_000))).toBe(15_000);
    expect(afterCallMs([wrapUp(1, 60, 90)], new Date(0))).toBe(0);
    expect(afterCallMs(undefined, new Date(75_000))).toBe(0);
  });
});
