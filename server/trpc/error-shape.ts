import { type TRPC_ERROR_CODE_KEY, TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { DomainError, type ErrorCode } from "@/server/contract/errors";
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

export type DomainData = { code: ErrorCode; message: string; details: Record<string, unknown> };

/** A refusal of the domain keeps its own words; input that does not fit is `invalid`; the rest is nobody's business. */
export function domainData(error: TRPCError): DomainData | null {
  const { cause } = error;
  if (cause instanceof DomainError) return { code: cause.code, message: cause.message, details: cause.details };
  if (cause instanceof ZodError) {
    const [issue] = cause.issues;
    return { code: "invalid", message: issue?.message ?? "", details: { path: issue?.path.join(".") ?? "" } };
  }
  return null;
}

const OURS = "Something went wrong on our side.";
const BUSY = "Storeline is busy right now. Try again in a moment.";

/** The one place where an error becomes the caller's answer. */
export function asTrpcError(error: TRPCError, path: string): TRPCError {
  const { cause } = error;
  if (cause instanceof DomainError) return new TRPCError({ code: CODES[cause.code], message: cause.message, cause });
  if (error.code !== "INTERNAL_SERVER_ERROR" || error.message === OURS) return error;
  if (isTransient(cause)) {
    log.warn({ path, err: cause }, "the database did not answer a procedure in time");
    const busy = new DomainError("unavailable", BUSY);
    return new TRPCError({ code: CODES.unavailable, message: BUSY, cause: busy });
  }
  // The driver's message repeats the query's parameters: only kinds and places go to the log, nothing to the caller.
  log.error({ path, err: cause ?? error }, "procedure failed");
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: OURS });
}
