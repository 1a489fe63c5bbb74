import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Holiday, type OpeningHours, type Period, WEEKDAYS, type Weekday } from "@/server/contract/hours";
import { type Hours, openAt } from "./open-periods";

const week = (days: Partial<Record<Weekday, Period[]>>): OpeningHours => ({
  kind: "weekly",
  days: Object.fromEntries(WEEKDAYS.map((day) => [day, days[day] ?? []])) as unknown as Record<Weekday, Period[]>,
});
const every = (...periods: Period[]): OpeningHours => week(Object.fromEntries(WEEKDAYS.map((day) => [day, periods])));
const DAYTIME: Period = { from: "09:00", to: "18:00" };
const hours = (timeZone: string, opening: OpeningHours, ...exceptions: Holiday[][]): Hours => ({
  timeZone,
  opening,
  exceptions,
});
const holiday = (date: string, more: Partial<Holiday> = {}): Holiday => ({
  date,
  label: "",
  everyYear: false,
  periods: [],
  ...more,
});
const at = (iso: string, of: Hours) => {
  const { open, since, until } = openAt(of, new Date(iso));
  const text = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString().slice(0, 16));
  return [open ? "open" : "closed", text(since), text(until)];
};

test("several periods a day open and close in turn", () => {
  const shop = hours(
    "America/Denver",
    week({
      monday: [
        { from: "09:00", to: "12:30" },
        { from: "14:00", to: "18:00" },
      ],
    }),
  );
  expect(at("2026-11-23T15:59:59Z", shop)).toEqual(["closed", "2026-11-17T01:00", "2026-11-23T16:00"]);
  expect(at("2026-11-23T16:00:00Z", shop)).toEqual(["open", "2026-11-23T16:00", "2026-11-23T19:30"]);
  expect(at("2026-11-23T20:00:00Z", shop)).toEqual(["closed", "2026-11-23T19:30", "2026-11-23T21:00"]);
});

test("a period past midnight is one period, and a place open around the clock never closes", () => {
  const bar = hours(
    "UTC",
    week({ friday: [{ from: "20:00", to: "24:00" }], saturday: [{ from: "00:00", to: "02:00" }] }),
  );
  expect(at("2026-11-28T01:00:00Z", bar)).toEqual(["open", "2026-11-27T20:00", "2026-11-28T02:00"]);
  expect(at("2026-11-28T01:00:00Z", hours("UTC", { kind: "always" }))).toEqual(["open", null, null]);
  expect(at("2026-11-28T01:00:00Z", hours("UTC", week({})))).toEqual(["closed", null, null]);
});

describe("on days with a clock change", () => {
  // Spring: 2 a.m. becomes 3 a.m. on March 8 in Denver, 1 a.m. UTC becomes 3 a.m. local on March 29 in Berlin.
  test.each([
    ["America/Denver", "2026-03-07", "2026-03-07T16:00", "2026-03-08T15:00", "2026-03-09T15:00"],
    ["Europe/Berlin", "2026-03-28", "2026-03-28T08:00", "2026-03-29T07:00", "2026-03-30T07:00"],
  ])("a store of %s opens at nine by its own clock in spring", (zone, day, ...opens) => {
    const shop = hours(zone, every(DAYTIME));
    let now = `${day}T00:30:00Z`;
    for (const opensAt of opens) {
      const until = at(now, shop)[0] === "open" ? at(now, shop)[2] : null;
      const closed = until ? `${until}:00Z` : now;
      expect(at(closed, shop)).toMatchObject(["closed", expect.anything(), opensAt]);
      now = `${opensAt}:00Z`;
      expect(at(now, shop)[0]).toBe("open");
    }
  });

  test.each([
    ["America/Denver", "2026-11-01T14:00:00Z", "2026-11-01T16:00", "2026-11-02T01:00"],
    ["Europe/Berlin", "2026-10-25T05:00:00Z", "2026-10-25T08:00", "2026-10-25T17:00"],
  ])("a store of %s opens at nine by its own clock in fall", (zone, before, opensAt, closesAt) => {
    const shop = hours(zone, every(DAYTIME));
    expect(at(before, shop)[2]).toBe(opensAt);
    expect(at(`${opensAt}:00Z`, shop)).toEqual(["open", opensAt, closesAt]);
  });

  test("a skipped local time is moved forward by the gap; one that occurs twice means the first", () => {
    const early = hours("America/Denver", every({ from: "02:30", to: "05:00" }));
    expect(at("2026-03-08T08:00:00Z", early)[2]).toBe("2026-03-08T09:30");
    const late = hours("America/Denver", every({ from: "01:30", to: "05:00" }));
    expect(at("2026-11-01T07:00:00Z", late)[2]).toBe("2026-11-01T07:30");
    // A night of 25 hours is closed for all of them.
    expect(at("2026-11-01T10:00:00Z", hours("America/Denver", every(DAYTIME)))).toEqual([
      "closed",
      "2026-11-01T00:00",
      "2026-11-01T16:00",
    ]);
  });
});

describe("holidays and closures", () => {
  const christmas = holiday("2025-12-25", { everyYear: true, label: "Christmas" });
  const eve = holiday("2026-12-24", { periods: [{ from: "09:00", to: "13:00" }] });

  test("replace the hours of their days, and may repeat every year", () => {
    const shop = hours("UTC", every(DAYTIME), [], [christmas, eve]);
    expect(at("2026-12-24T14:00:00Z", shop)).toEqual(["closed", "2026-12-24T13:00", "2026-12-26T09:00"]);
    expect(at("2028-12-25T12:00:00Z", shop)[0]).toBe("closed");
    expect(at("2027-12-24T14:00:00Z", shop)[0]).toBe("open");
  });

  test("may span days and the turn of the year, and may open a place that is closed by the week", () => {
    const break_ = holiday("2026-12-29", { until: "2027-01-03" });
    expect(at("2027-01-01T12:00:00Z", hours("UTC", every(DAYTIME), [break_]))).toEqual([
      "closed",
      "2026-12-28T18:00",
      "2027-01-04T09:00",
    ]);
    const sunday = holiday("2026-11-29", { periods: [{ from: "12:00", to: "16:00" }] });
    expect(at("2026-11-29T13:00:00Z", hours("UTC", week({ monday: [DAYTIME] }), [sunday]))).toEqual([
      "open",
      "2026-11-29T12:00",
      "2026-11-29T16:00",
    ]);
  });

  test("of a place come before those of its region or organization", () => {
    const open = holiday("2026-12-25", { periods: [DAYTIME] });
    expect(at("2026-12-25T12:00:00Z", hours("UTC", every(DAYTIME), [open], [christmas]))[0]).toBe("open");
  });

  test("a place that is closed for months says when it opens again", () => {
    const season = holiday("2026-11-01", { until: "2027-03-31" });
    expect(at("2026-11-29T12:00:00Z", hours("UTC", every(DAYTIME), [season]))).toEqual([
      "closed",
      "2026-10-31T18:00",
      "2027-04-01T09:00",
    ]);
  });
});

test("at any minute in any zone, the state agrees with the local clock and lasts exactly until the next change", () => {
  const zones = ["America/Denver", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"];
  const minute = fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2027, 11, 31) / 60_000 });
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      minute,
      fc.integer({ min: 4, max: 11 }),
      fc.integer({ min: 12, max: 23 }),
      (timeZone, n, from, to) => {
        const time = (hour: number) => `${String(hour).padStart(2, "0")}:00`;
        const shop = hours(timeZone, every({ from: time(from), to: time(to) }));
        const isOpen = (ms: number) => {
          const wall = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(ms);
          return Number(wall) >= from && Number(wall) < to;
        };
        const now = n * 60_000;
        const { open, since, until } = openAt(shop, new Date(now));
        expect(open).toBe(isOpen(now));
        for (const change of [since, until]) {
          expect(isOpen(change as number)).not.toBe(isOpen((change as number) - 60_000));
          expect(Math.abs((change as number) - now)).toBeLessThan(26 * 3_600_000);
        }
        expect((since as number) <= now && now < (until as number)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

test("hours that are parsed again, or are those of another place, are not computed again", () => {
  const now = new Date("2026-11-25T12:00:00Z");
  const shop = hours("America/Denver", { kind: "always" }, [holiday("2026-12-25")], []);
  expect(openAt(structuredClone(shop), now)).toBe(openAt(shop, now));
});

test("places that differ in their time zone, week or exceptions have results of their own", () => {
  const now = "2026-12-25T12:00:00Z";
  const christmas = [holiday("2026-12-25")];
  expect(at(now, hours("UTC", every(DAYTIME), christmas, []))[0]).toBe("closed");
  expect(at(now, hours("UTC", every(DAYTIME), [], []))[0]).toBe("open");
  expect(at(now, hours("UTC", every({ from: "13:00", to: "18:00" }), [], []))[0]).toBe("closed");
  expect(at(now, hours("America/Denver", every(DAYTIME), [], []))[0]).toBe("closed");
});
