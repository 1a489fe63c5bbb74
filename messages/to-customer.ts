import { type Catalog, catalog, LOCALES, type Locale } from "./catalog";
import type { Values } from "./fill";
import { formatMessage } from "./format-message";

/** The catalog for a customer's language, a BCP 47 tag such as "fr-CA"; English where there is none. */
export function localeFor(language: string | null): Locale {
  const [wanted] = (language ?? "").toLowerCase().split(/[-_]/);
  return LOCALES.find((locale) => locale === wanted) ?? "en";
}

/** Formats a message of Storeline itself to a customer, in their language. */
export function toCustomer(language: string | null, key: keyof Catalog["customer"], values?: Values): string {
  const locale = localeFor(language);
  return formatMessage(catalog("customer", locale)[key], locale, values ?? {});
}
