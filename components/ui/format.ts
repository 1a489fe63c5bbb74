/**
 * Formats every number, amount, date and name on screen, and never throws. `Intl` throws for an unknown currency, language or
 * time, and one such value in the database would break its whole page.
 */

/** Shown for an invalid value. */
const NONE = "–";

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}

let known: ReadonlySet<string> | null = null;
function isCurrency(code: string): boolean {
  known ??= new Set(attempt(() => Intl.supportedValuesOf("currency")) ?? []);
  return known.size === 0 || known.has(code);
}

function moneyIn(locale: string | undefined) {
  const amounts = new Map<string, Intl.NumberFormat | null>();
  const amountFormat = (currency: string): Intl.NumberFormat | null => {
    const have = amounts.get(currency);
    if (have !== undefined) return have;
    const made = isCurrency(currency)
      ? attempt(() => new Intl.NumberFormat(locale, { style: "currency", currency }))
      : null;
    amounts.set(currency, made);
    return made;
  };
  return (minor: number, currency: string): string => {
    if (typeof minor !== "number" || !Number.isFinite(minor)) return NONE;
    const code = String(currency ?? "").trim();
    const format = amountFormat(code.toUpperCase());
    if (!format) return `${(minor / 100).toFixed(2)} ${code}`.trim();
    return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  };
}

export type Moment = string | number | Date;
const DAYS = {
  /** "Tuesday" */
  weekday: { weekday: "long" },
  /** "Tue, 3 Nov" */
  shortWeekday: { weekday: "short", day: "numeric", month: "short" },
  /** "Tuesday, 3 November" */
  longDay: { weekday: "long", day: "numeric", month: "long" },
  /** "3 November 2025" */
  longDayOfYear: { day: "numeric", month: "long", year: "numeric" },
  /** "3 Nov" */
  shortDay: { day: "numeric", month: "short" },
  /** "3 Nov 2025" */
  shortDayOfYear: { day: "numeric", month: "short", year: "numeric" },
  /** "14:02" */
  clockTime: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  /** "14:02 MST" */
  zonedClockTime: { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" },
  /** Date and time in full, for a tooltip. */
  fullTime: { dateStyle: "medium", timeStyle: "medium" },
  /** Equal for two times on the same calendar day. */
  zonedFullTime: { dateStyle: "medium", timeStyle: "long" },
  /** Equal for two times on the same calendar day. */
  dayKey: { day: "numeric", month: "numeric", year: "numeric" },
  year: { year: "numeric" },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

type DateFormats = Record<keyof typeof DAYS, (at: Moment) => string>;

function datesIn(locale: string | undefined, timeZone: string | undefined): DateFormats {
  const by = (options: Intl.DateTimeFormatOptions) => {
    let format: Intl.DateTimeFormat | undefined;
    return (at: Moment): string =>
      attempt(() => {
        format ??= new Intl.DateTimeFormat(locale, { ...options, timeZone });
        return format.format(new Date(at));
      }) ?? NONE;
  };
  return Object.fromEntries(Object.entries(DAYS).map(([name, options]) => [name, by(options)])) as DateFormats;
}

/**
 * The formats of one language and one time zone.
 * @param locale a BCP 47 tag; the reader's own without it
 * @param timeZone an IANA name, such as a place's; the reader's own without it
 */
function makeFormats(locale?: string, timeZone?: string) {
  const numbers = attempt(() => new Intl.NumberFormat(locale));
  return {
    ...datesIn(locale, timeZone),
    /** "PST": the short name of the zone, as it is at that moment. */
    zoneName: (at: Moment): string =>
      attempt(
        () =>
          new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" })
            .formatToParts(new Date(at))
            .find(({ type }) => type === "timeZoneName")?.value,
      ) ?? NONE,
    /**
     * An amount in its currency's own decimals: none in yen, three in dinars. An unknown currency is written out: "12.34 XYZ".
     * `minor` is the amount in the currency's smallest unit.
     */
    money: moneyIn(locale),
    wholeNumber: (value: number): string => attempt(() => numbers?.format(value)) ?? NONE,
    /** "12 byte", "340 kB", "1.4 MB" */
    fileSize: (bytes: number): string => {
      const [unit, size] =
        bytes < 1024 ? ["byte", 1] : bytes < 1024 ** 2 ? ["kilobyte", 1024] : ["megabyte", 1024 ** 2];
      const digits = { maximumFractionDigits: unit === "megabyte" ? 1 : 0 };
      return (
        attempt(() => new Intl.NumberFormat(locale, { style: "unit", unit, ...digits }).format(bytes / size)) ?? NONE
      );
    },
    /** "2:13", "1:02:13" */
    duration: (ms: number): string => {
      const seconds = Math.max(0, Math.floor(ms / 1000));
      const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
      const parts = hours > 0 ? [hours, minutes, seconds % 60] : [minutes, seconds % 60];
      return parts.map((part, at) => (at === 0 ? `${part}` : `${part}`.padStart(2, "0"))).join(":");
    },
    /** "Ana, Ben and Carla" */
    list: (values: readonly string[]): string =>
      attempt(() => new Intl.ListFormat(locale, { type: "conjunction" }).format(values)) ??
      attempt(() => values.join(", ")) ??
      NONE,
    /** "French" for "fr"; the tag itself when it names no language. */
    languageName: (tag: string): string =>
      attempt(() => new Intl.DisplayNames(locale, { type: "language" }).of(tag.replaceAll("_", "-"))) ??
      String(tag ?? ""),
  };
}
export type Formats = ReturnType<typeof makeFormats>;

const made = new Map<string, Formats>();
/** Formats of a language and a zone, made once. @see makeFormats */
export function formatsFor(locale?: string, timeZone?: string): Formats {
  const key = `${locale} ${timeZone}`;
  const have = made.get(key) ?? makeFormats(locale, timeZone);
  made.set(key, have);
  return have;
}

/**
 * The regional variant of a language on the reader's device, "en-GB" for the catalog "en", which decides the format of dates
 * and numbers.
 */
export function regionalVariety(locale: string): string {
  const tags = typeof navigator === "undefined" ? [] : (navigator.languages ?? []);
  return tags.find((tag) => tag.split("-")[0] === locale.split("-")[0]) ?? locale;
}

/** The names of every time zone this browser knows, as in the IANA database. */
export const timeZones = (): string[] => Intl.supportedValuesOf("timeZone");

const clocks = new Map<string, Intl.DateTimeFormat | null>();
/** Reads the clocks of a zone: the moment's date and time there, in milliseconds as if they were UTC. */
export function wallClockMs(at: number, timeZone?: string): number {
  const key = timeZone ?? "";
  const clock =
    clocks.get(key) ??
    attempt(
      () =>
        new Intl.DateTimeFormat("en-US", {
          ...{ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" },
          ...{ second: "numeric", hourCycle: "h23", timeZone },
        }),
    );
  clocks.set(key, clock);
  if (!clock) return at;
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second, ((at % 1000) + 1000) % 1000);
}

/** The moment at which the clocks of a zone show this: the inverse of `wallClockMs`, as long after a gap as the time is in it. */
export function momentAt(wallMs: number, timeZone?: string): number {
  const offset = (at: number) => wallClockMs(at, timeZone) - at;
  return wallMs - offset(wallMs - offset(wallMs));
}
