import { expect, test } from "vitest";
import { joinSides, wavOf } from "@/server/lib/mu-law";
import { spoken } from "@/tests/spoken";
import { speechOf } from "./speech-of";

test("of each side is said when it speaks, in at most 120 stretches", () => {
  const audio = wavOf(joinSides(spoken([0, 6000]), spoken([6000, 12_000])), 2);
  const speech = speechOf(audio);
  expect(speech?.customer).toMatch(/^f{40}0{80}$/);
  expect(speech?.ours).toMatch(/^0{40}f{80}$/);
});

test("a stretch that is partly spoken says how much of it is", () => {
  const half = Array.from({ length: 120 }, () => spoken([100, 100]));
  const speech = speechOf(wavOf(joinSides(Buffer.concat(half), Buffer.alloc(0)), 2));
  expect(speech).toEqual({ customer: "8".repeat(120), ours: "0".repeat(120) });
});

test("a recording of a moment has as many stretches as it has frames", () => {
  expect(speechOf(wavOf(joinSides(spoken([60, 0]), spoken([0, 60])), 2))).toEqual({ customer: "000", ours: "fff" });
});

test("audio with one channel, and without any sample, says nothing of speakers", () => {
  expect(speechOf(wavOf(spoken([0, 1000])))).toBeNull();
  expect(speechOf(wavOf(Buffer.alloc(0), 2))).toBeNull();
});
