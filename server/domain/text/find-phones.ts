import type { Range } from "./fold-text";

const DIALABLE = 7;
/** Separators that people put between the digits of a number. */
const USUAL = " -().·•_/*\\";
/** Separators that are also used in lists, prices, times and sizes. */
const ODD = ",;x|:~='+`X";
const MAX_GAP = 4;

/** Times, dates with a year, and amounts of money are recognized first, so that they are not taken for parts of a number. */
const TIME = /(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])/y;
const DATE =
  /(?:(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|[12]\d|3[01])\2(?:19|20)\d\d)(?![-/.]?\d)/y;
const MONEY_BEFORE = /(?:[$€£¥]|\b(?:USD|EUR|GBP|CAD|CHF)) ?$/i;
const MONEY_AFTER = / ?(?:[$€£¥]|(?:USD|EUR|GBP|CAD|CHF|kr|zl)\b)/iy;
const UNIT_AFTER = / ?(?:cm|mm|m|in|inch(?:es)?|ft|px|")(?![a-z])/iy;

type Gap = { signs: string; isOdd: boolean };
/** Groups of digits with the text between them: `gaps[i]` is before `groups[i + 1]`. */
type Cluster = { groups: Range[]; gaps: Gap[] };

/** Finds numbers that could be dialed in folded text. Prices, dates, times, sizes and short numbers do not match. */
export function findPhones(text: string): Range[] {
  const found: Range[] = [];
  let at = 0;
  while (at < text.length) {
    if (!isDigit(text, at)) at++;
    else if (readAt(text, at)) at = readAt(text, at);
    else {
      const cluster = clusterAt(text, at);
      found.push(...dialable(text, cluster).map((range) => withPrefix(text, range)));
      at = (cluster.groups.at(-1) as Range).to;
    }
  }
  return found;
}

const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
};

/** @returns the end of the time or date that begins here, or 0 */
function readAt(text: string, at: number): number {
  for (const shape of [TIME, DATE]) {
    shape.lastIndex = at;
    if (shape.test(text)) return shape.lastIndex;
  }
  return 0;
}

function clusterAt(text: string, start: number): Cluster {
  const cluster: Cluster = { groups: [digitsAt(text, start)], gaps: [] };
  for (;;) {
    const { to } = cluster.groups.at(-1) as Range;
    const gap = gapAt(text, to);
    if (!gap) return cluster;
    const next = to + gap.signs.length;
    if (gap.signs.endsWith(" ") && readAt(text, next)) return cluster;
    cluster.gaps.push(gap);
    cluster.groups.push(digitsAt(text, next));
  }
}

function digitsAt(text: string, from: number): Range {
  let to = from;
  while (isDigit(text, to)) to++;
  return { from, to };
}

/** The text between these digits and the next, when it is short enough. */
function gapAt(text: string, from: number): Gap | null {
  let isOdd = false;
  for (let to = from; to <= from + MAX_GAP; to++) {
    if (isDigit(text, to)) return { signs: text.slice(from, to), isOdd };
    const sign = text[to];
    if (sign === undefined || !(USUAL.includes(sign) || ODD.includes(sign))) return null;
    isOdd ||= ODD.includes(sign);
  }
  return null;
}

/** Splits a cluster at unusual gaps, or keeps it whole when only the parts together are a number. */
function dialable(text: string, cluster: Cluster): Range[] {
  const { groups, gaps } = cluster;
  if (digitsIn(groups) < DIALABLE) return [];
  if (!gaps.some(({ isOdd }) => isOdd)) return [span(groups)];
  const parts = partsOf(cluster);
  const isDialable = parts.some((part) => digitsIn(part) >= DIALABLE);
  return !isDialable && isHarmless(text, cluster, parts) ? [] : [span(groups)];
}

const digitsIn = (groups: Range[]): number => groups.reduce((sum, { from, to }) => sum + to - from, 0);
const span = (groups: Range[]): Range => ({ from: groups[0]?.from ?? 0, to: groups.at(-1)?.to ?? 0 });

function partsOf({ groups, gaps }: Cluster): Range[][] {
  const parts: Range[][] = [[]];
  for (const [i, group] of groups.entries()) {
    if (i > 0 && gaps[i - 1]?.isOdd) parts.push([]);
    parts.at(-1)?.push(group);
  }
  return parts;
}

function isHarmless(text: string, cluster: Cluster, parts: Range[][]): boolean {
  if (/[+(]/.test(text[span(cluster.groups).from - 1] ?? "")) return false;
  const said = cluster.groups.map(({ from, to }) => text.slice(from, to));
  return (
    isMoney(text, cluster) || isSize(text, cluster, said) || isCount(cluster, parts, said) || isList(cluster, said)
  );
}

/** `$1,234,567.00` and `1.234.567,00 €`. */
function isMoney(text: string, { groups }: Cluster): boolean {
  const { from, to } = span(groups);
  MONEY_AFTER.lastIndex = to;
  if (!MONEY_BEFORE.test(text.slice(Math.max(0, from - 5), from)) && !MONEY_AFTER.test(text)) return false;
  return /^\d{1,3}(?:[.,' ]\d{3})*(?:[.,]\d\d)?$/.test(text.slice(from, to));
}

/** `120x80x200`, `1920 x 1080`. */
function isSize(text: string, { groups, gaps }: Cluster, said: string[]): boolean {
  const isBy = gaps.every(({ signs }) => /^(?:x| x )$/i.test(signs));
  if (!isBy || groups.length > 3 || said.some((digits) => digits.startsWith("0") || digits.length > 4)) return false;
  UNIT_AFTER.lastIndex = span(groups).to;
  if (UNIT_AFTER.test(text)) return true;
  // 555x0142 is a local number, and 600x1200 without a unit may be one.
  const isLocal = said.map((digits) => digits.length).join() === "3,4";
  return !isLocal && (groups.length === 2 || digitsIn(groups) <= 8);
}

/** `38, 39, 40, 41`, `#1042, 1043, 1047`: values that rise or fall by small or equal steps. */
function isCount({ gaps }: Cluster, parts: Range[][], said: string[]): boolean {
  if (parts.length !== said.length || said.length < 3 || !gaps.every(({ signs }) => /^[,;] ?$/.test(signs)))
    return false;
  if (said.some((digits) => digits.length > 5 || (digits.length > 1 && digits.startsWith("0")))) return false;
  const values = said.map(Number);
  const steps = values.slice(1).map((value, i) => value - (values[i] as number));
  const isMonotonic = steps.every((step) => step > 0) || steps.every((step) => step < 0);
  const reach = Math.abs((values.at(-1) as number) - (values[0] as number));
  return isMonotonic && (reach <= 60 || steps.every((step) => step === steps[0]));
}

/** A list has spaces between its values, and their lengths are not those of phone number groups. */
function isList({ groups, gaps }: Cluster, said: string[]): boolean {
  const odd = gaps.filter(({ isOdd }) => isOdd);
  if (!odd.every(({ signs }) => signs.includes(" "))) return false;
  const digits = digitsIn(groups);
  const isAlike = gaps.every(({ signs }) => signs === gaps[0]?.signs);
  if (digits >= 9 && isAlike && said[0]?.startsWith("0")) return false;
  if (isAlike && said.every((one) => one.length === 1)) return false;
  const lengths = said.map((one) => one.length).join("");
  return !/^[1-4]{0,2}3(?:4|34|33|44|7)$|^[1-3]?(?:433|244|344|434|46|56)$/.test(lengths);
}

function withPrefix(text: string, { from, to }: Range): Range {
  let start = from;
  while (start > 0 && from - start < 3 && /[+(]/.test(text[start - 1] ?? "")) start--;
  return { from: start, to };
}
