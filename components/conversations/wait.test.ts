import { expect, test } from "vitest";
import { waitLevel } from "./wait";

test("a wait is a warning and then late after the minutes set for its place", () => {
  const since = "2026-11-22T09:00:00.000Z";
  const after = (threshold: { warnAfterMinutes: number; lateAfterMinutes: number }) => (minutes: number) =>
    waitLevel(since, Date.parse(since) + minutes * 60_000, threshold);
  const usual = { warnAfterMinutes: 15, lateAfterMinutes: 60 };
  const levels = [2, 14.9, 15, 59.9, 60, 600].map(after(usual));
  expect(levels).toEqual(["waiting", "waiting", "warning", "warning", "late", "late"]);
  expect([4, 5, 9, 10].map(after({ warnAfterMinutes: 5, lateAfterMinutes: 10 }))).toEqual([
    "waiting",
    "warning",
    "warning",
    "late",
  ]);
  expect(waitLevel(null, 0, usual)).toBe("clear");
});
