import twilio from "twilio";
import { ChannelError } from "@/server/contract/channel";
import { OutboundError } from "@/server/lib/outbound";

/** `status` 0: Twilio could not be reached, or did not answer in time. */
export class TwilioApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: number | null,
    what: string,
  ) {
    super(`Twilio: ${what} was answered with ${status || "nothing"}${code ? ` (${code})` : ""}`);
    this.name = "TwilioApiError";
  }

  /** Nothing was done, and asking again changes nothing. */
  get isRefusal(): boolean {
    return this.status >= 400 && this.status < 500 && !this.isTooMany && this.status !== 408;
  }

  /** Something went wrong at Twilio, maybe after it was done. */
  get isServerError(): boolean {
    return this.status >= 500;
  }

  /** Too many requests at once: nothing was done, and asking later succeeds. */
  get isTooMany(): boolean {
    return this.status === 429;
  }
}

/** Twilio's codes for a call or a participant that is over. */
const GONE_CODES = [20404, 21220];

/** Waits for an answer of Twilio's. @throws TwilioApiError */
export async function asked<T>(what: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw toApiError(error, what);
  }
}

function toApiError(error: unknown, what: string): unknown {
  // The SDK's own message may hold a telephone number, which must not reach the log.
  if (error instanceof twilio.RestException) return new TwilioApiError(error.status, error.code ?? null, what);
  const isUnanswered = error instanceof OutboundError || error instanceof ChannelError || error instanceof SyntaxError;
  if (isUnanswered) return new TwilioApiError(0, null, what);
  return error;
}

/** The value for what is over, or never was. */
export const ifGone =
  <T>(value: T) =>
  (error: unknown): T => {
    if (error instanceof TwilioApiError && (error.status === 404 || GONE_CODES.includes(error.code ?? 0))) return value;
    throw error;
  };
