import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { env } from "./env";

const LENGTH = 32;
const MAX_MEMORY = 64 * 1024 * 1024;
/** A lower cost in tests, which sign in hundreds of times. */
const cost = () => ({ N: env().NODE_ENV === "test" ? 2 ** 11 : 2 ** 15, r: 8, p: 3 });

const derive = (password: string, salt: Buffer, length: number, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    // NFKC, so that the same password typed on different keyboards matches.
    scrypt(password.normalize("NFKC"), salt, length, { ...options, maxmem: MAX_MEMORY }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  );

/** @returns `scrypt$N$r$p$salt$key`, so that the cost can be raised without breaking what is stored */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const { N, r, p } = cost();
  const key = await derive(password, salt, LENGTH, { N, r, p });
  return ["scrypt", N, r, p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** The hash that is compared for an unknown person, so that it takes as long; no password matches it. */
function nobody(): string {
  const { N, r, p } = cost();
  return ["scrypt", N, r, p, "A".repeat(22), "A".repeat(43)].join("$");
}

/** Takes the same time whether or not there is a stored hash. Never throws. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = (stored ?? nobody()).split("$");
  if (scheme !== "scrypt" || !salt || !key) return false;
  const expected = Buffer.from(key, "base64url");
  const options = { N: Number(N), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, "base64url"), expected.length, options).catch(() => null);
  return stored !== null && actual !== null && timingSafeEqual(actual, expected);
}
