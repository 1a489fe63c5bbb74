import { type TRPC_ERROR_CODE_KEY, TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { DomainError, type ErrorCode, type ErrorReason, invalidInput } from "@/server/contract/errors";
import { isTransient } from "@/server/lib/db-errors";
import { log } from "@/server/lib/log";

const CODES: Record<ErrorCode, TRPC_ERROR_CODE_KEY> = {
  invalid: "BAD_REQUEST",
  unauthenticated: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  taken: "CONFLICT",
  consent: "UNPROCESSABLE_CONTENT",
  too_large: "PAYLOAD_TOO_LARGE",
  unsupported: "UNSUPPORTED_MEDIA_TYPE",
  rate_limited: "TOO_MANY_REQUESTS",
  unavailable: "SERVICE_UNAVAILABLE",
};

export type DomainData = { code: ErrorCode; reason: ErrorReason; message: string; details: Record<string, unknown> };

const dataOf = ({ code, reason, message, details }: DomainError): DomainData => ({ code, reason, message, details });

/**
 * The data of a domain refusal; `invalid` for input that does not fit its schema; null for other errors, which are not exposed.
 */
export function domainData(error: TRPCError): DomainData | null {
  const { cause } = error;
  if (cause instanceof DomainError) return dataOf(cause);
  if (cause instanceof ZodError) {
    return dataOf(invalidInput(cause));
  }
  return null;
}

const OURS = "Something went wrong on our side.";

/** The only place where an error becomes a tRPC response. */
export function asTrpcError(error: TRPCError, path: string): TRPCError {
  const { cause } = error;
  if (cause instanceof DomainError) return new TRPCError({ code: CODES[cause.code], message: cause.message, cause });
  if (error.code !== "INTERNAL_SERVER_ERROR" || error.message === OURS) return error;
  if (isTransient(cause)) {
    log.warn({ path, err: cause }, "the database did not answer a procedure in time");
    const busy = new DomainError("unavailable", "busy");
    return new TRPCError({ code: CODES.unavailable, message: busy.message, cause: busy });
  }
  // The driver's message repeats the query's parameters, so the log has only kind and stack, and the caller gets nothing.
  log.error({ path, err: cause ?? error }, "procedure failed");
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: OURS });
}
