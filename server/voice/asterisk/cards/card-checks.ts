import type { CardField } from "@/server/contract/card-entries";

/* What can be known of a card before anybody is asked. */

/** How long a number is by how it begins; others end with the pound key. */
const LENGTHS: [RegExp, number][] = [
  [/^3[47]/, 15],
  [/^3(?:0[0-5]|[68])/, 14],
  [/^(?:4|5[1-5]|2[2-7]|6011|65|35)/, 16],
];
const MAX_NUMBER = 19;
const MIN_NUMBER = 12;
const isAmex = (number: string): boolean => /^3[47]/.test(number);

/** How many digits complete a field by themselves. `number`: the one that was entered before. */
export function fullLength(field: CardField, typed: string, number: string): number {
  if (field === "expiry") return 4;
  if (field === "code") return isAmex(number) ? 4 : 3;
  return LENGTHS.find(([begin]) => begin.test(typed))?.[1] ?? MAX_NUMBER;
}

/** Whether the digits of a field can be right. */
export function isPlausible(field: CardField, typed: string, number: string, now: Date): boolean {
  if (field === "number") return typed.length >= MIN_NUMBER && typed.length <= MAX_NUMBER && hasCheckDigit(typed);
  if (field === "expiry") return typed.length === 4 && isInForce(typed, now);
  return typed.length === fullLength("code", typed, number);
}

/** The formula of Luhn. */
function hasCheckDigit(number: string): boolean {
  let sum = 0;
  for (const [at, digit] of [...number].reverse().entries()) {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** No card is valid for longer. */
const MAX_YEARS = 20;
/** A card is valid to the end of its month, wherever its owner is. */
const ZONES_MS = 12 * 3_600_000;

function isInForce(expiry: string, now: Date): boolean {
  const [month, year] = [Number(expiry.slice(0, 2)), 2000 + Number(expiry.slice(2))];
  if (month < 1 || month > 12) return false;
  const today = new Date(now.getTime() - ZONES_MS);
  const months = year * 12 + month - (today.getUTCFullYear() * 12 + today.getUTCMonth() + 1);
  return months >= 0 && months <= MAX_YEARS * 12;
}
