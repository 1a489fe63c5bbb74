import { errors } from "@/messages/en/errors";
import { formatMessage } from "@/messages/format-message";

/** Kinds of error. Mapped once to tRPC (`trpc/error-shape.ts`) and once to HTTP (`webhooks/answers.ts`). */
const CODES = [
  "invalid",
  "unauthenticated",
  "forbidden",
  "not_found",
  "conflict",
  "taken",
  "consent",
  "too_large",
  "unsupported",
  "rate_limited",
  "unavailable",
] as const satisfies (keyof typeof errors)[];
export type ErrorCode = (typeof CODES)[number];
/** The exact reason, a key of the catalog of errors. Equal to the kind when nothing more exact is known. */
export type ErrorReason = keyof typeof errors;

type Named<Inner extends string> = Inner extends `#${string}`
  ? never
  : Inner extends `${infer Name},${string}`
    ? Name
    : Inner;
type Params<Text extends string> = Text extends `${string}{${infer Inner}}${infer Rest}`
  ? Named<Inner> | Params<Rest>
  : never;
/** The parameters of a reason's sentence, and any other data that the caller may see. */
export type ErrorDetails<R extends ErrorReason> = Record<Params<(typeof errors)[R]>, string | number> &
  Record<string, unknown>;
type Details<R extends ErrorReason> = [ErrorReason] extends [R]
  ? [details?: Record<string, unknown>]
  : [Params<(typeof errors)[R]>] extends [never]
    ? [details?: ErrorDetails<R>]
    : [details: ErrorDetails<R>];

/** Why something cannot be done, as data, so that a screen can say it before the person tries. */
export type Explanation = { reason: ErrorReason; details?: Record<string, string | number> };
/** An explanation with the details that its reason needs. */
export const explain = <R extends ErrorReason>(reason: R, ...[details]: Details<R>): Explanation =>
  details ? { reason, details: details as Record<string, string | number> } : { reason };

/**
 * An expected refusal: a kind, a reason and the parameters of its sentence. Screens show it in their own language; the message
 * is the English sentence, for HTTP callers. `details` is sent to the caller, so it never contains data that the caller may not
 * see. Missing and invisible things are both `not_found`, so that the response does not reveal which.
 */
export class DomainError<R extends ErrorReason = ErrorReason> extends Error {
  readonly reason: ErrorReason;
  readonly details: Record<string, unknown>;
  constructor(
    readonly code: ErrorCode,
    reason: R = code as ErrorReason as R,
    ...[details = {} as ErrorDetails<R>]: Details<R>
  ) {
    super(formatMessage(errors[reason], "en", details as Record<string, string | number>));
    this.name = "DomainError";
    this.reason = reason;
    this.details = details;
  }
}

/** @returns an explanation as an error to throw */
export const refused = (code: ErrorCode, { reason, details }: Explanation): DomainError =>
  new DomainError(code, reason, details as never);

type Issue = { message: string; path: PropertyKey[] };
const isReason = (text: string): text is ErrorReason => Object.hasOwn(errors, text);
/** The error for input that a schema refuses. A message in the schema is a reason of the catalog. */
export function invalidInput({ issues: [issue] }: { issues: Issue[] }): DomainError {
  const details = { path: issue?.path.map(String).join(".") ?? "" };
  if (issue && isReason(issue.message)) return new DomainError("invalid", issue.message, details as never);
  return new DomainError("invalid", "invalid", { ...details, problem: issue?.message ?? "" });
}
