import { createHash } from "node:crypto";
import { RateLimiterDrizzle, RateLimiterRes } from "rate-limiter-flexible";
import type { Db } from "@/db/client";
import { rateLimits } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";

const HOUR_SECONDS = 3600;

/** Failed sign-ins of one account in an hour, whatever addresses they come from. */
export const ACCOUNT_FAILURES = 10;
/** Failed sign-ins from one address in an hour. A store's tablets share one, so it is wider. */
export const ADDRESS_FAILURES = 100;

type Limits = { account: RateLimiterDrizzle; address: RateLimiterDrizzle };
const perDb = new WeakMap<Db, Limits>();

/** The counters live in the shared table: they hold on every node and survive a restart. */
function limitsOf(db: Db): Limits {
  let limits = perDb.get(db);
  if (!limits) {
    const make = (keyPrefix: string, points: number) =>
      new RateLimiterDrizzle({ storeClient: db, schema: rateLimits, keyPrefix, points, duration: HOUR_SECONDS });
    limits = { account: make("signin", ACCOUNT_FAILURES), address: make("signin-address", ADDRESS_FAILURES) };
    perDb.set(db, limits);
  }
  return limits;
}

const hashed = (value: string): string => createHash("sha256").update(value).digest("base64url");

/**
 * Counts an attempt before it is judged, so that a thousand at once cannot slip past, and takes it back when it succeeds.
 * @throws DomainError "rate_limited" with `details.retryAfterSeconds`
 */
export async function limited<T>(
  db: Db,
  who: { account: string; address: string | null },
  attempt: () => Promise<T | null>,
): Promise<T | null> {
  const { account, address } = limitsOf(db);
  const accountKey = hashed(who.account.trim().toLowerCase());
  const addressKey = who.address === null ? null : hashed(who.address);
  try {
    if (addressKey) await address.consume(addressKey);
    await account.consume(accountKey);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw new DomainError("rate_limited", undefined, { retryAfterSeconds: Math.ceil(refused.msBeforeNext / 1000) });
  }
  const result = await attempt();
  if (result !== null) {
    await account.delete(accountKey);
    if (addressKey) await address.reward(addressKey);
  }
  return result;
}
