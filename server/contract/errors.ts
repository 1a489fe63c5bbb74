/** Error codes and their default sentences. Mapped to tRPC in `server/trpc/error-shape.ts` and to HTTP in `server/webhooks/answers.ts`. */
export const ERROR_CODES = {
  invalid: "The request is malformed.",
  unauthenticated: "Sign in first.",
  forbidden: "You may see this, but not do that.",
  not_found: "It does not exist, or you may not see it.",
  conflict: "It changed since you last saw it.",
  taken: "Somebody else was first.",
  consent: "The customer has not agreed to, or has withdrawn from, this kind of message.",
  too_large: "It is larger than allowed.",
  unsupported: "This kind of content is not accepted.",
  rate_limited: "Too many attempts; wait and try again.",
  unavailable: "A system this depends on cannot be reached.",
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * An expected refusal. `details` is sent to the caller, so it never holds data the caller may not see.
 * Absent and not visible are both `not_found`: the answer is no clue.
 */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string = ERROR_CODES[code],
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = "DomainError";
  }
}
