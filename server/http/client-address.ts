import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";
import { env } from "@/server/lib/env";

/** The network that limits count: that of the last hop in a trusted proxy's header, or without a proxy, of the peer. */
export function addressOf(req: IncomingMessage): string {
  const forwarded = env().TRUST_PROXY === "1" ? req.headers["x-forwarded-for"] : undefined;
  const chain = Array.isArray(forwarded) ? forwarded.join(",") : forwarded;
  return networkOf(chain?.split(",").at(-1)?.trim() || (req.socket.remoteAddress ?? "unknown"));
}

/**
 * Reduces an IPv6 address to its /64, all of which one machine may have; IPv4 stays as it is, also when it is mapped into IPv6.
 * @returns an IPv4 address, or four groups of hexadecimal digits and `::/64`
 */
export function networkOf(address: string): string {
  const ipv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (ipv4) return ipv4;
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = (tail ?? "").split(":").filter(Boolean);
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  const groups = tail === undefined ? left : [...left, ...zeros, ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
