import pino from "pino";
import { describeError, isErrorLike } from "./describe-error";

const MAX_DEPTH = 5;

/**
 * JSON logs. Personal data and secrets must never be passed to a logger; the redacted paths below are a safety net. Log ids,
 * codes, counts and durations, and an error as `{ err: error }`: every error in a line is replaced by a description without its
 * message, query or parameters.
 */
export const log = pino(
  {
    level: process.env.LOG_LEVEL ?? "info",
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: {
      logMethod(args, method) {
        method.apply(this, args.map(lineOf) as Parameters<typeof method>);
      },
    },
    redact: {
      paths: [
        "*.password",
        "*.token",
        "*.authorization",
        "*.cookie",
        "*.body",
        "*.text",
        "*.phone",
        "*.email",
        "*.from",
        "*.to",
        "password",
        "token",
        "authorization",
        "cookie",
        "body",
        "text",
        "phone",
        "email",
        "headers",
        "req.headers",
      ],
      censor: "[redacted]",
    },
  },
  pino.destination({ dest: process.env.LOG_FILE || 1, append: true, mkdir: true, sync: true }),
);

/** Pino uses the message of a bare error as the line's message. */
const lineOf = (value: unknown, index: number): unknown =>
  isErrorLike(value) ? (index === 0 ? { err: describeError(value) } : describeError(value)) : withoutErrors(value);

/** A copy of the value in which every error is described. */
function withoutErrors(value: unknown, depth = 0): unknown {
  if (isErrorLike(value)) return describeError(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) return "[nested]";
  if (Array.isArray(value)) return value.map((one) => withoutErrors(one, depth + 1));
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) return `[${value.constructor.name}]`;
  if (value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutErrors(one, depth + 1)]));
}
