import { expect, test } from "vitest";
import { nameAt } from "./colleague-at";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 30, 10, 0, seconds)).toISOString();
const person = (role: "customer" | "staff", name: string, from: number, to: number | null) => ({
  ...{ role, userId: null, name, address: null, joinedAt: at(from), leftAt: to === null ? null : at(to) },
});
const stretch = (from: number, to: number) => ({ fromMs: Date.parse(at(from)), toMs: Date.parse(at(to)) });
const maya = person("customer", "Maya", 0, 100);

test("whoever was on the call alone is named, before and after a handover", () => {
  const name = nameAt(
    [maya, person("staff", "Ana", 10, 40), person("staff", "Ben", 35, 100)],
    [...[stretch(12, 32), stretch(42, 52)]],
  );
  // Twenty seconds, a pause that is not in the recording, and ten more.
  expect([0, 19, 21, 30].map((seconds) => name(seconds * 1000, 30_000))).toEqual(["Ana", "Ana", "Ben", "Ben"]);
});

test("what is reported a moment late moves nothing across a pause", () => {
  const name = nameAt(
    [person("staff", "Ana", 10, 40), person("staff", "Ben", 41, 100)],
    [...[stretch(12, 32), stretch(42, 52)]],
  );
  // The file has 3 s less than the reports say.
  expect([17.9, 18.1].map((seconds) => name(seconds * 1000, 27_000))).toEqual(["Ana", "Ben"]);
});

test("nobody is named while several were on the call", () => {
  const name = nameAt([person("staff", "Ana", 10, 100), person("staff", "Ben", 50, 100)], [stretch(10, 100)]);
  expect([10, 60].map((seconds) => name(seconds * 1000, 90_000))).toEqual(["Ana", null]);
});

test("without what was recorded when, only a colleague who was alone throughout is named", () => {
  expect(nameAt([maya, person("staff", "Ana", 10, null)], [])(5000, 10_000)).toBe("Ana");
  expect(nameAt([person("staff", "Ana", 10, 40), person("staff", "Ana", 45, 60)], [])(5000, 10_000)).toBe("Ana");
  expect(nameAt([person("staff", "Ana", 10, 40), person("staff", "Ben", 45, 60)], [])(5000, 10_000)).toBeNull();
  expect(nameAt([maya], [])(5000, 10_000)).toBeNull();
});
