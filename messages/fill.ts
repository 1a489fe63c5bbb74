import format, { type CompiledMessage } from "icu-minify/format";

export type Values = Record<string, string | number>;

const formatters = {
  getNumberFormat: (...args: ConstructorParameters<typeof Intl.NumberFormat>) => new Intl.NumberFormat(...args),
  getDateTimeFormat: (...args: ConstructorParameters<typeof Intl.DateTimeFormat>) => new Intl.DateTimeFormat(...args),
  getPluralRules: (...args: ConstructorParameters<typeof Intl.PluralRules>) => new Intl.PluralRules(...args),
};

/** Formats a compiled message, in about a kilobyte of code and without a parser. */
export const fill = (message: CompiledMessage, locale: string, values?: Values): string =>
  String(format(message, locale, values, { formatters }));
