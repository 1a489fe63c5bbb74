import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { LRUCache } from "lru-cache";
import type { Identity } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import { cleanText } from "@/server/lib/text";
import { contactWord } from "./contact-words";

// Parsing a number costs far more than looking one up, and the same customers write again.
/** The default country of national numbers. */
const HOME: CountryCode = "US";
const seen = new LRUCache<string, string>({ max: 20_000 });

/**
 * The one spelling of an address: phone in E.164 (national numbers are read as `country`'s), e-mail in lower case.
 * @throws DomainError "invalid" for what cannot be an address; emergency numbers and short codes are refused before parsing
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
  // "911" would parse as the number +1 911: whatever is this short is dialled, never stored.
  if (digits.length < 7 || value.length > 40) throw new DomainError("invalid", "notAPhone");
  const parsed = parsePhoneNumberFromString(value, country);
  // In full form it came from a carrier, whose number plan may be newer than ours: a possible length is enough.
  const good = value.startsWith("+") ? parsed?.isPossible() : parsed?.isValid();
  if (!parsed || !good) throw new DomainError("invalid", "notAPhone");
  return parsed.number;
}

/** The country of a number of ours, which is the country of its place. */
export const countryOf = (e164: string | null): CountryCode =>
  (e164 && parsePhoneNumberFromString(e164)?.country) || HOME;

/** Whether this is a whole phone number as carriers write it. */
export const isE164 = (value: string): boolean => /^\+[1-9]\d{6,14}$/.test(value);

/**
 * Normalizes a phone number of ours to E.164. A number to send from is never guessed: it names its country.
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

/** The display name of somebody who has not given one. */
export function placeholderName({ kind, value }: Identity): string {
  if (kind === "visitor") return contactWord("visitor");
  if (kind === "phone") return parsePhoneNumberFromString(value)?.formatInternational() ?? value;
  return value;
}
