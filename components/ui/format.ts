/**
 * Every number, amount, date and name on screen is formatted here, and nothing here throws: `Intl` does, for a currency, a
 * language or a time that does not exist, and one such value in the database would take its whole page down.
 */

/** What stands where a value cannot be read. */
const NONE = "–";

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}

let known: ReadonlySet<string> | null = null;
const amounts = new Map<string, Intl.NumberFormat | null>();

/** @returns null for what is no currency of ISO 4217 */
function amountFormat(currency: string): Intl.NumberFormat | null {
  known ??= new Set(attempt(() => Intl.supportedValuesOf("currency")) ?? []);
  const have = amounts.get(currency);
  if (have !== undefined) return have;
  const isKnown = known.size === 0 || known.has(currency);
  const made = isKnown ? attempt(() => new Intl.NumberFormat(undefined, { style: "currency", currency })) : null;
  amounts.set(currency, made);
  return made;
}

/**
 * An amount in its currency's own decimals: none in yen, three in dinars. An unknown currency is written out: "12.34 XYZ".
 * @param minor the amount in the currency's smallest unit
 */
export function money(minor: number, currency: string): string {
  if (typeof minor !== "number" || !Number.isFinite(minor)) return NONE;
  const code = String(currency ?? "").trim();
  const format = amountFormat(code.toUpperCase());
  if (!format) return `${(minor / 100).toFixed(2)} ${code}`.trim();
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

export const wholeNumber = (value: number): string => attempt(() => value.toLocaleString()) ?? NONE;

/** "French" for "fr", in the reader's language; the tag itself when it names no language. */
export const languageName = (tag: string): string =>
  attempt(() => new Intl.DisplayNames(undefined, { type: "language" }).of(tag.replaceAll("_", "-"))) ??
  String(tag ?? "");

type Moment = string | number | Date;
const by = (options: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat(undefined, options);
  return (at: Moment): string => attempt(() => format.format(new Date(at))) ?? NONE;
};

/** "14:02" */
export const clockTime = by({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
/** "Tuesday" */
export const weekday = by({ weekday: "long" });
/** "Tue, 3 Nov" */
export const shortWeekday = by({ weekday: "short", day: "numeric", month: "short" });
/** "Tuesday, 3 November" */
export const longDay = by({ weekday: "long", day: "numeric", month: "long" });
/** "3 November 2025" */
export const longDayOfYear = by({ day: "numeric", month: "long", year: "numeric" });
/** "3 Nov" */
export const shortDay = by({ day: "numeric", month: "short" });
/** "3 Nov 2025" */
export const shortDayOfYear = by({ day: "numeric", month: "short", year: "numeric" });
/** Date and time in full, for a tooltip. */
export const fullTime = by({ dateStyle: "medium", timeStyle: "medium" });
