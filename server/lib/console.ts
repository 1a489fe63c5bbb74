import { DomainError } from "@/server/contract/errors";
import { describeError, isErrorLike } from "./describe-error";
import { log } from "./log";

const LEVELS = { log: "info", info: "info", debug: "debug", trace: "debug", warn: "warn", error: "error" } as const;

/**
 * Sends console output of libraries (Next reports failed pages this way) and Node's warnings through the log, so that one
 * serializer decides what is written. Their text may quote data, so only its first words are kept.
 */
export function logConsole(): void {
  for (const [method, level] of Object.entries(LEVELS))
    console[method as keyof typeof LEVELS] = (...args: unknown[]) => {
      const err = args.find(isErrorLike);
      log[level](
        { ...(err ? { err } : {}), console: firstWords(args.find((arg) => typeof arg === "string")) },
        "console",
      );
    };
  process.removeAllListeners("warning");
  process.on("warning", (err) => log.warn({ err }, "process warning"));
}

/** The text up to the first digit, quote, colon, bracket or symbol, where values may begin. */
export function firstWords(text: unknown): string | undefined {
  return typeof text === "string" ? /^[\s⨯▲⚠○✓]*([A-Za-z][A-Za-z .,_-]{0,79})/u.exec(text)?.[1]?.trim() : undefined;
}

/**
 * The sentence for an operator when the process cannot start. Only messages of our own plain errors are shown, because a
 * library's message may quote a setting or a query.
 */
export function startupSentence(error: unknown): string {
  if (error instanceof DomainError) return error.message;
  const isPlain = error instanceof Error && Object.getPrototypeOf(error) === Error.prototype;
  if (isPlain && !("code" in error) && error.cause === undefined) return error.message;
  const { name, code } = describeError(error);
  return `unexpected error ${code ?? name}; the log has its details`;
}
