import { LRUCache } from "lru-cache";
import { Temporal } from "temporal-polyfill";
import { type Holiday, type HolidayList, type OpeningHours, type Period, WEEKDAYS } from "@/server/contract/hours";

/** Everything that decides when a place is open. */
export type Hours = {
  timeZone: string;
  opening: OpeningHours;
  /** Earlier lists win: a closure of the place before a holiday of its region. */
  exceptions: readonly HolidayList[];
};
/** Open from `start` until before `end`, in milliseconds since the epoch. */
export type OpenPeriod = { start: number; end: number };

/** Changes further ahead than this are not searched for; the state then counts as permanent. */
const NEAR_DAYS = 9;
const FAR_DAYS = 400;
const DAY_MS = 86_400_000;

/**
 * Finds whether a place is open at an instant, since when, and until when. A local time that a clock change skips is moved
 * forward by the gap; one that occurs twice means the first.
 * @returns `since` and `until` in milliseconds since the epoch; null when there is no change within 400 days
 */
export function openAt(hours: Hours, at: Date): OpenAt {
  const ms = at.getTime();
  const key = `${hours.timeZone} ${[hours.opening, ...hours.exceptions].map(contentOf).join(" ")}`;
  const found = lastFound.get(key);
  if (found && holds(found, ms)) return found.state;
  const near = around(hours, ms, NEAR_DAYS);
  const state = near.since !== null && near.until !== null ? near : around(hours, ms, FAR_DAYS);
  lastFound.set(key, { ms, state });
  return state;
}

type OpenAt = { open: boolean; since: number | null; until: number | null };
type Found = { ms: number; state: OpenAt };

/**
 * A cache of the last result by the content of the hours, because every message asks. Places with the same hours share a result, and
 * it outlives the objects, which are parsed again after every change of any setting.
 */
const lastFound = new LRUCache<string, Found>({ max: 2000 });

/** Objects of settings never change, so each is serialized once. */
const contents = new WeakMap<object, string>();

function contentOf(value: object): string {
  const known = contents.get(value);
  if (known !== undefined) return known;
  const content = JSON.stringify(value);
  contents.set(value, content);
  return content;
}

/** The cached result is valid between two changes, and while no change beyond 400 days could come into range. */
const holds = ({ ms, state: { since, until } }: Found, at: number): boolean =>
  Math.abs(at - ms) < DAY_MS && (since === null || since <= at) && (until === null || at < until);

function around(hours: Hours, at: number, days: number): OpenAt {
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(hours.timeZone).toPlainDate();
  const periods = openPeriods(hours, today.subtract({ days }), today.add({ days }));
  const first = boundary(today.subtract({ days }), "00:00", hours.timeZone);
  const last = boundary(today.add({ days }), "24:00", hours.timeZone);
  const current = periods.find(({ start, end }) => start <= at && at < end);
  if (current) {
    return {
      open: true,
      since: current.start <= first ? null : current.start,
      until: current.end >= last ? null : current.end,
    };
  }
  const before = periods.findLast(({ end }) => end <= at);
  const after = periods.find(({ start }) => start > at);
  return { open: false, since: before?.end ?? null, until: after?.start ?? null };
}

/** The open periods from one date through another; adjacent ones are merged. */
function openPeriods(hours: Hours, from: Temporal.PlainDate, through: Temporal.PlainDate): OpenPeriod[] {
  const periods: OpenPeriod[] = [];
  for (let date = from; Temporal.PlainDate.compare(date, through) <= 0; date = date.add({ days: 1 })) {
    for (const period of periodsOn(hours, date)) {
      const start = boundary(date, period.from, hours.timeZone);
      const end = boundary(date, period.to, hours.timeZone);
      const previous = periods.at(-1);
      if (previous && start <= previous.end) previous.end = Math.max(previous.end, end);
      else if (start < end) periods.push({ start, end });
    }
  }
  return periods;
}

const ALL_DAY: readonly Period[] = [{ from: "00:00", to: "24:00" }];

function periodsOn({ opening, exceptions }: Hours, date: Temporal.PlainDate): readonly Period[] {
  for (const list of exceptions) {
    const exception = list.find((one) => isOn(one, date));
    if (exception) return exception.periods;
  }
  if (opening.kind === "always") return ALL_DAY;
  return opening.days[WEEKDAYS[date.dayOfWeek - 1] ?? "monday"];
}

function isOn({ date: first, until, everyYear }: Holiday, date: Temporal.PlainDate): boolean {
  const day = date.toString();
  const last = until ?? first;
  if (!everyYear) return first <= day && day <= last;
  const [from, to, here] = [first.slice(5), last.slice(5), day.slice(5)];
  return from <= to ? from <= here && here <= to : here >= from || here <= to;
}

function boundary(date: Temporal.PlainDate, time: string, timeZone: string): number {
  const [day, plainTime] = time === "24:00" ? [date.add({ days: 1 }), "00:00"] : [date, time];
  return day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(plainTime) }).epochMilliseconds;
}
