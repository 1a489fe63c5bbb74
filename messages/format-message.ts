import compile from "icu-minify/compile";
import format, { type CompiledMessage } from "icu-minify/format";

const compiled = new Map<string, CompiledMessage>();
const formatters = {
  getDateTimeFormat: (...args: ConstructorParameters<typeof Intl.DateTimeFormat>) => new Intl.DateTimeFormat(...args),
  getNumberFormat: (...args: ConstructorParameters<typeof Intl.NumberFormat>) => new Intl.NumberFormat(...args),
  getPluralRules: (...args: ConstructorParameters<typeof Intl.PluralRules>) => new Intl.PluralRules(...args),
};

/** Fills in an ICU message where there is no React: errors' sentences, and texts to customers. */
export function formatMessage(message: string, locale: string, values: Record<string, string | number>): string {
  const parsed = compiled.get(message) ?? compile(message);
  compiled.set(message, parsed);
  return String(format(parsed, locale, values, { formatters }));
}
