import compile from "icu-minify/compile";
import type { CompiledMessage } from "icu-minify/format";
import { fill, type Values } from "./fill";

const compiled = new Map<string, CompiledMessage>();

/** Formats an ICU message outside of React: sentences of errors, and texts to customers. */
export function formatMessage(message: string, locale: string, values: Values): string {
  const parsed = compiled.get(message) ?? compile(message);
  compiled.set(message, parsed);
  return fill(parsed, locale, values);
}
