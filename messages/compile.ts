import compile from "icu-minify/compile";
import type { CompiledMessage } from "icu-minify/format";

export type Messages = { readonly [key: string]: string | Messages };
export type Compiled = { [key: string]: CompiledMessage | Compiled };

/** Compiles ICU messages, so that browsers need only the small formatter (`next.config.ts`). */
export function compileMessages(messages: Messages): Compiled {
  const entries = Object.entries(messages).map(([key, message]) => [
    key,
    // React sends only plain objects to the browser, but the variants of a plural have no prototype.
    typeof message === "string" ? structuredClone(compile(message)) : compileMessages(message),
  ]);
  return Object.fromEntries(entries);
}
