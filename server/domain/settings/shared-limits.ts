import { createHash } from "node:crypto";
import { RateLimiterDrizzle, RateLimiterRes } from "rate-limiter-flexible";
import type { Db } from "@/db/client";
import { rateLimits } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";

/** A limit of points per number of seconds, for each key. `name` separates limits in the table. */
export type SharedLimit = { name: string; points: number; seconds: number };

const perDb = new WeakMap<Db, Map<string, RateLimiterDrizzle>>();

/** The counter of a limit. Counters live in one table: they hold on every node and survive a restart. */
export function limiterOf(db: Db, { name, points, seconds }: SharedLimit): RateLimiterDrizzle {
  const limiters = perDb.get(db) ?? new Map<string, RateLimiterDrizzle>();
  perDb.set(db, limiters);
  const known = limiters.get(name);
  if (known) return known;
  const limiter = new RateLimiterDrizzle({
    storeClient: db,
    schema: rateLimits,
    keyPrefix: name,
    points,
    duration: seconds,
    // A sender over the limit causes no more statements on this node until the time is up.
    inMemoryBlockOnConsumed: points + 1,
  });
  limiters.set(name, limiter);
  return limiter;
}

/** Clears this process's cache of senders over their limit, between tests. */
export function forgetLimits(db: Db): void {
  perDb.delete(db);
}

/** Hashes a key, so that no address or e-mail is stored in clear for a counter. */
export const limitKey = (value: string): string => createHash("sha256").update(value).digest("base64url");

/**
 * Counts `amount` against a limit that all nodes share, in one statement, before the work is done.
 * @throws DomainError "rate_limited" with `details.retryAfterSeconds`, and a sentence that names the exceeded limit
 */
/** The reason of the refusal, a key of the catalog. */
type LimitReason =
  | "tooManyChats"
  | "tooManyMessages"
  | "tooManyContacts"
  | "tooManyCalls"
  | "tooManyFiles"
  | "tooManySearches"
  | "tooManyStarted";

export async function takeShared(
  db: Db,
  limit: SharedLimit,
  key: string,
  reason: LimitReason,
  amount = 1,
): Promise<void> {
  try {
    await limiterOf(db, limit).consume(limitKey(key), amount);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    const retryAfterSeconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    throw new DomainError("rate_limited", reason, {
      retryAfterSeconds,
      minutes: retryAfterSeconds < 90 ? 0 : Math.ceil(retryAfterSeconds / 60),
    });
  }
}
