import { setTimeout as sleep } from "node:timers/promises";
import { RateLimiterDrizzle } from "rate-limiter-flexible";
import type { Db } from "@/db/client";
import { rateLimits } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import { limitKey } from "../settings/shared-limits";
import { atMost } from "./queue";

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** Wrong passwords in an hour for one account from one address or known device, before it has to wait. */
export const FAILURES = 10;
/** Wrong passwords from one address in an hour for any accounts. Higher, because a store's tablets share an address. */
export const ADDRESS_FAILURES = 100;
/** The first block; each further one is twice as long, up to an hour. */
const FIRST_WAIT_SECONDS = 60;
/** After this many wrong passwords from unknown devices in an hour, each further guess at the account is delayed longer. */
const FREE_GUESSES = 10;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
/** Passwords from one address that a node checks at once. */
const AT_ONCE = 8;
const DELAYED_AT_ONCE = 3;
const MAX_WAITING = 100;
/** How many may wait: a contact center begins its shift behind one address. */
const MAX_WAITING_ADDRESS = 5000;
const MAX_DELAYED = 6;

/** One attempt. `device`: the id of a device from which this account has signed in before, proven by its cookie. */
export type Attempting = { account: string; address: string | null; device: string | null };

type Limits = Record<"own" | "waits" | "address" | "account", RateLimiterDrizzle>;
const perDb = new WeakMap<Db, Limits>();

/** The counters are in the shared table, so they apply on every node and survive a restart. */
function limitsOf(db: Db): Limits {
  let limits = perDb.get(db);
  if (!limits) {
    const make = (keyPrefix: string, points: number, duration: number) =>
      new RateLimiterDrizzle({ storeClient: db, schema: rateLimits, keyPrefix, points, duration });
    limits = {
      own: make("signin", FAILURES, HOUR_SECONDS),
      waits: make("signin-waits", 1000, DAY_SECONDS),
      address: make("signin-address", ADDRESS_FAILURES, HOUR_SECONDS),
      account: make("signin-account", 1_000_000, HOUR_SECONDS),
    };
    perDb.set(db, limits);
  }
  return limits;
}

/**
 * Checks a password within the limits. Only failures count, and attempts for one account from one address run one after the
 * other, so that concurrent correct passwords are not refused and a burst of guesses cannot exceed the limit.
 *
 * Failures from an unknown device block the account for their own address only. Guesses from many addresses delay further
 * ones on unknown devices; a known device has a limit of its own and is never delayed by others.
 * @param wait waits for a number of milliseconds
 * @throws DomainError "rate_limited" with `details.retryAfterSeconds`
 */
export async function limited<T>(
  db: Db,
  who: Attempting,
  attempt: () => Promise<T | null>,
  wait: (ms: number) => Promise<unknown> = sleep,
): Promise<T | null> {
  const account = who.account.trim().toLowerCase();
  if (who.device !== null && !(await isClosed(db, `device ${who.device}`)))
    return limitedBy(db, `device ${who.device}`, attempt);
  const own = limitKey(`${account} ${who.address ?? ""}`);
  if (who.address === null) return limitedBy(db, own, () => slowed(db, account, attempt, wait));
  const from = limitKey(who.address);
  return atMost(AT_ONCE, MAX_WAITING_ADDRESS, `address ${from}`, async () => {
    await refuseSpent(limitsOf(db).address, from);
    const result = await limitedBy(db, own, () => slowed(db, account, attempt, wait));
    if (result === null) await count(limitsOf(db).address, from);
    return result;
  });
}

/**
 * Runs one attempt at a time under this key, and blocks it after ten failures in an hour: for a minute, then two, up to an
 * hour.
 * @throws DomainError "rate_limited"
 */
export function limitedBy<T>(db: Db, key: string, attempt: () => Promise<T | null>): Promise<T | null> {
  const { own } = limitsOf(db);
  return atMost(1, MAX_WAITING, key, async () => {
    await refuseSpent(own, key);
    const result = await attempt();
    if (result !== null) await Promise.all([own.delete(key), limitsOf(db).waits.delete(key)]);
    else if ((await count(own, key)) >= FAILURES) await close(db, key);
    return result;
  });
}

async function close(db: Db, key: string): Promise<void> {
  const { own, waits } = limitsOf(db);
  const times = await count(waits, key);
  await own.block(key, Math.min(FIRST_WAIT_SECONDS * 2 ** (times - 1), HOUR_SECONDS));
}

/** Guesses at one account from any address: after a number of failures each is delayed longer, and only a few run at once. */
async function slowed<T>(
  db: Db,
  account: string,
  attempt: () => Promise<T | null>,
  wait: (ms: number) => Promise<unknown>,
): Promise<T | null> {
  const { account: everywhere } = limitsOf(db);
  const key = limitKey(account);
  const failed = (await everywhere.get(key))?.consumedPoints ?? 0;
  const judge = async () => {
    const result = await attempt();
    if (result === null) await count(everywhere, key);
    return result;
  };
  if (failed < FREE_GUESSES) return judge();
  const delay = Math.min(FIRST_DELAY_MS * 2 ** (failed - FREE_GUESSES), LONGEST_DELAY_MS);
  return atMost(DELAYED_AT_ONCE, MAX_DELAYED, `account ${key}`, async () => {
    await wait(delay);
    return judge();
  });
}

async function isClosed(db: Db, key: string): Promise<boolean> {
  return ((await limitsOf(db).own.get(key))?.consumedPoints ?? 0) >= FAILURES;
}

async function refuseSpent(limiter: RateLimiterDrizzle, key: string): Promise<void> {
  const found = await limiter.get(key);
  if (!found || found.consumedPoints < limiter.points) return;
  const retryAfterSeconds = Math.max(1, Math.ceil(found.msBeforeNext / 1000));
  throw new DomainError("rate_limited", undefined, { retryAfterSeconds });
}

/** Counts one failure in one statement, also beyond the limit. @returns the count */
async function count(limiter: RateLimiterDrizzle, key: string): Promise<number> {
  return (await limiter.penalty(key, 1)).consumedPoints;
}
