import { DomainError } from "@/server/contract/errors";

/** Emergency and crisis lines of the countries we know customers from, and 933, by which 911 is tested. */
const EMERGENCY = new Set([
  "911",
  "112",
  "999",
  "933",
  "988",
  "000",
  "110",
  "119",
  "117",
  "118",
  "122",
  "15",
  "17",
  "18",
]);
/** Short codes have up to six digits; the shortest numbers that people have, seven. */
const SHORTEST = 7;

/**
 * Refuses numbers that may not be called from here. Works on the digits as they are: parsed, "911" would be the number +1 911.
 * @throws DomainError "invalid" with what to do instead
 */
export function checkCallableNumber(number: string): void {
  const digits = number.replace(/\D/g, "");
  const national = number.trim().startsWith("+1") ? digits.slice(1) : digits;
  if (EMERGENCY.has(digits) || EMERGENCY.has(national)) throw new DomainError("invalid", "callEmergency");
  if (national.length < SHORTEST) throw new DomainError("invalid", "callShortCode");
}
