import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { env } from "./env";

/** Derives a 32-byte key per purpose from SECRET, so that a token of one purpose is invalid for another. */
export function derivedKey(purpose: string, secret: string = env().SECRET): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "storeline", purpose, 32));
}

/** HMAC-SHA256 as base64url. */
export function signed(purpose: string, text: string): string {
  return createHmac("sha256", derivedKey(purpose)).update(text).digest("base64url");
}

/** Compares two texts in constant time. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
