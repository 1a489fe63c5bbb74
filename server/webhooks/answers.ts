import type { RawResponse } from "@/server/contract/channel";
import { DomainError, type ErrorCode } from "@/server/contract/errors";

const STATUS: Record<ErrorCode, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 400,
  taken: 400,
  consent: 400,
  too_large: 413,
  unsupported: 415,
  rate_limited: 429,
  unavailable: 503,
};

const UNREAD: ReadonlySet<ErrorCode> = new Set(["too_large", "unsupported", "rate_limited"]);

/** A JSON response with a status. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): RawResponse {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

/** The response to a refusal with its sentence, or null for other errors. Never a 5xx for a mistake of the sender. */
export function refused(error: unknown): RawResponse | null {
  if (!(error instanceof DomainError)) return null;
  // The rest of the body is not read, so the connection cannot be reused.
  const close: Record<string, string> = UNREAD.has(error.code) ? { connection: "close" } : {};
  const { retryAfterSeconds } = error.details;
  const later: Record<string, string> =
    typeof retryAfterSeconds === "number" ? { "retry-after": String(retryAfterSeconds) } : {};
  return answer(STATUS[error.code], { error: error.code, message: error.message }, { ...close, ...later });
}

/** The response when a request cannot be stored now, so that the sender retries. */
export const tryLater = (): RawResponse => answer(503, { error: "unavailable" }, { "retry-after": "5" });

/** The value, or "late" after `ms`. The work continues, and a repeated request finds its result. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
