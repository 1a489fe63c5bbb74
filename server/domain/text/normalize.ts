import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { LRUCache } from "lru-cache";
import { type Identity, WITHHELD } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import { cleanText } from "@/server/lib/text";
import { contactWord } from "./contact-words";

// A cache, because parsing a number is slow and the same customers write again.
/** The default country of national numbers. */
const HOME: CountryCode = "US";
const seen = new LRUCache<string, string>({ max: 20_000 });

/**
 * Normalizes an address: phone to E.164 (national numbers are taken as `country`'s), e-mail to lower case.
 * @throws DomainError "invalid" for an impossible address; emergency numbers and short codes are refused before parsing
 */
export function normalizeIdentity({ kind, scope = "", value }: Identity, country: CountryCode = HOME): Identity {
  const key = `${kind} ${country} ${value}`;
  const known = seen.get(key);
  if (known !== undefined) return { kind, scope, value: known };
  const normal = normalValue(kind, cleanText(value).normalize("NFKC").trim(), country);
  seen.set(key, normal);
  return { kind, scope, value: normal };
}

function normalValue(kind: Identity["kind"], value: string, country: CountryCode): string {
  if (kind === "phone") return phone(value, country);
  if (kind === "email") return email(value);
  if (value.length === 0 || value.length > 200) throw new DomainError("invalid", "notAnAddress");
  return value;
}

function phone(value: string, country: CountryCode): string {
  const digits = value.replace(/\D/g, "");
  // "911" would parse as the number +1 911, so numbers this short are refused.
  if (digits.length < 7 || value.length > 40) throw new DomainError("invalid", "notAPhone");
  const parsed = parsePhoneNumberFromString(value, country);
  // A number in full international form comes from a carrier, whose number plan may be newer than ours, so only its length is
  // checked.
  const good = value.startsWith("+") ? parsed?.isPossible() : parsed?.isValid();
  if (!parsed || !good) throw new DomainError("invalid", "notAPhone");
  return parsed.number;
}

/** The country of one of our numbers, and so of its place. */
export const countryOf = (e164: string | null): CountryCode =>
  (e164 && parsePhoneNumberFromString(e164)?.country) || HOME;

/** Whether this number may be a mobile phone's: in some countries, such as the US, numbers do not tell. */
export const isMobile = (e164: string): boolean =>
  ["MOBILE", "FIXED_LINE_OR_MOBILE"].includes(parsePhoneNumberFromString(e164)?.getType() ?? "");

/** Whether this is a phone number in E.164. */
export const isE164 = (value: string): boolean => /^\+[1-9]\d{6,14}$/.test(value);

/**
 * Normalizes one of our phone numbers to E.164. It needs its country code, because a sending number must not be guessed.
 * @throws DomainError "invalid"
 */
export function internationalPhone(value: string): string {
  const refusal = () => new DomainError("invalid", "noCountryCode");
  if (!value.normalize("NFKC").trim().startsWith("+")) throw refusal();
  try {
    return normalizeIdentity({ kind: "phone", value }).value;
  } catch (error) {
    throw error instanceof DomainError ? refusal() : error;
  }
}

function email(value: string): string {
  const lower = value.toLowerCase();
  if (lower.length > 254 || !/^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/.test(lower)) {
    throw new DomainError("invalid", "notAnEmail");
  }
  return lower;
}

/** The display name of a customer who has not given one. */
export function placeholderName({ kind, value }: Identity): string {
  if (kind === "visitor") return contactWord("visitor");
  if (kind === WITHHELD) return contactWord("unknownCaller");
  if (kind === "phone") return parsePhoneNumberFromString(value)?.formatInternational() ?? value;
  return value;
}
