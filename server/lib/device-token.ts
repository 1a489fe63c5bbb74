import { randomBytes } from "node:crypto";
import { sameText, signed } from "./keys";

export const DEVICE_COOKIE = "storeline-device";
export const DEVICE_SECONDS = 180 * 24 * 3600;
/** The most people whose tokens a shared tablet keeps. */
const MAX_PEOPLE = 8;

/*
 * The device cookie of OWASP's "Blocking Brute Force Attacks": proof that this account has signed in from this browser. It
 * grants no access; guesses from other devices do not count against it. One token for each person, joined by "~".
 */

const SHAPE = /^[\w-]{16}\.\d{1,12}\.[\w-]{43}$/;
const sealOf = (account: string, id: string, expires: string) =>
  signed("device", `${account.trim().toLowerCase()} ${id} ${expires}`);

/** @returns the id of this device for the account, or null when it has not signed in from here, or too long ago */
export function knownDevice(cookie: string | null, account: string, now: Date): string | null {
  return (
    tokensIn(cookie)
      .find((token) => isOf(token, account, now))
      ?.split(".")[0] ?? null
  );
}

/** @returns the cookie with a fresh token for the account, those of other people after it */
export function rememberDevice(cookie: string | null, account: string, now: Date): string {
  const id = randomBytes(12).toString("base64url");
  const expires = String(Math.floor(now.getTime() / 1000) + DEVICE_SECONDS);
  const others = tokensIn(cookie).filter((token) => !isOf(token, account, now));
  return [`${id}.${expires}.${sealOf(account, id, expires)}`, ...others].slice(0, MAX_PEOPLE).join("~");
}

/** The value of the device cookie in a Cookie header, or null. */
export function deviceCookieIn(header: string | null | undefined): string | null {
  for (const pair of (header ?? "").split(";")) {
    const [name, value] = [pair.slice(0, pair.indexOf("=")).trim(), pair.slice(pair.indexOf("=") + 1).trim()];
    if (name === DEVICE_COOKIE) return value;
  }
  return null;
}

const tokensIn = (cookie: string | null): string[] =>
  (cookie ?? "").split("~", MAX_PEOPLE).filter((token) => SHAPE.test(token));

function isOf(token: string, account: string, now: Date): boolean {
  const [id = "", expires = "", seal = ""] = token.split(".");
  return Number(expires) * 1000 > now.getTime() && sameText(seal, sealOf(account, id, expires));
}
