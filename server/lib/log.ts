import pino from "pino";

/**
 * JSON logs. Personal data and secrets are never passed to a logger; the paths below are the net under that rule.
 * Log ids, codes, counts and durations.
 */
export const log = pino({
  level: process.env.LOG_LEVEL ?? "info",
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
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
});
