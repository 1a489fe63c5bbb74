import compile from "icu-minify/compile";
import type { CompiledMessage } from "icu-minify/format";

export type Messages = { readonly [key: string]: string | Messages };
export type Compiled = { [key: string]: CompiledMessage | Compiled };

/** Parses ICU messages, so that browsers only need the small code that fills them in (`next.config.ts`). */
export function compileMessages(messages: Messages): Compiled {
  const entries = Object.entries(messages).map(([key, message]) => [
    key,
    // React hands only plain objects to the browser, and the variants of a plural come without a prototype.
    typeof message === "string" ? structuredClone(compile(message)) : compileMessages(message),
  ]);
  return Object.fromEntries(entries);
}
