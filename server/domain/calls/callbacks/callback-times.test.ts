import { expect, test } from "vitest";
import type { OpeningHours } from "@/server/contract/hours";
import type { Hours } from "@/server/domain/hours/open-periods";
import { callbackTimes } from "./callback-times";

const DAY = [{ from: "09:00", to: "18:00" }];
const weekdays: Extract<OpeningHours, { kind: "weekly" }> = {
  kind: "weekly",
  days: {
    ...{ monday: DAY, tuesday: DAY, wednesday: DAY, thursday: DAY, friday: DAY },
    ...{ saturday: [], sunday: [] },
  },
};
const hoursOf = (opening: OpeningHours): Hours => ({ timeZone: "UTC", opening, exceptions: [] });
const timesAt = (now: string, opening: OpeningHours = weekdays) =>
  callbackTimes(hoursOf(opening), new Date(now)).map((time) => time.toISOString().slice(0, 16));

test("times are soon, after the next opening, and on the next days, on quarters of an hour", () => {
  // A Tuesday morning.
  expect(timesAt("2026-11-24T10:02:00Z")).toEqual([
    "2026-11-24T10:45",
    "2026-11-24T11:15",
    "2026-11-24T13:15",
    "2026-11-25T09:30",
    "2026-11-25T10:15",
    "2026-11-26T10:15",
  ]);
});

test("a time at which the place is closed becomes one after it opens, once", () => {
  // A Friday evening.
  expect(timesAt("2026-11-27T17:50:00Z")).toEqual(["2026-11-30T09:30"]);
});

test("a place that is always open has no next opening", () => {
  expect(timesAt("2026-11-24T22:00:00Z", { kind: "always" })).toEqual([
    "2026-11-24T22:30",
    "2026-11-24T23:00",
    "2026-11-25T01:00",
    "2026-11-25T22:00",
    "2026-11-26T22:00",
  ]);
});

test("a place that never opens proposes nothing", () => {
  const days = { ...weekdays.days, monday: [], tuesday: [], wednesday: [], thursday: [], friday: [] };
  const never: OpeningHours = { kind: "weekly", days };
  expect(timesAt("2026-11-24T10:00:00Z", never)).toEqual([]);
});
