import { expect, test } from "vitest";
import { waitLevel } from "./wait";

test("a wait warns after 15 minutes and is late after an hour", () => {
  const since = "2026-11-22T09:00:00.000Z";
  const after = (minutes: number) => waitLevel(since, Date.parse(since) + minutes * 60_000);
  expect([2, 14.9, 15, 59.9, 60, 600].map(after)).toEqual(["waiting", "waiting", "warning", "warning", "late", "late"]);
  expect(waitLevel(null, 0)).toBe("clear");
});
