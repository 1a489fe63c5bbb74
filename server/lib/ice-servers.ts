import { createHmac } from "node:crypto";
import type { IceServer } from "@/server/contract/call-media";
import type { Env } from "./env";

const LIFE_SECONDS = 3600;

/**
 * The STUN and TURN servers of the environment; none by default. TURN credentials are made as coturn's `use-auth-secret` checks
 * them: the user name is the time at which they expire, the password its HMAC-SHA1.
 */
export function iceServers(
  { STUN_URLS, TURN_URLS, TURN_SECRET }: Pick<Env, "STUN_URLS" | "TURN_URLS" | "TURN_SECRET">,
  now: Date,
): IceServer[] {
  const stun = listed(STUN_URLS).map((urls) => ({ urls }));
  const username = String(Math.floor(now.getTime() / 1000) + LIFE_SECONDS);
  const credential = createHmac("sha1", TURN_SECRET ?? "")
    .update(username)
    .digest("base64");
  return [...stun, ...listed(TURN_URLS).map((urls) => ({ urls, username, credential }))];
}

const listed = (urls: string | undefined): string[] => urls?.split(",").map((url) => url.trim()) ?? [];
