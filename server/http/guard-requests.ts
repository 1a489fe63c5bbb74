import type { IncomingMessage } from "node:http";
import { env } from "@/server/lib/env";
import { isOwnHost, isOwnOrigin } from "@/server/realtime/origin";
import { addressOf } from "./client-address";

export type Refusal = { status: number; error: string };

const METHODS = new Set(["GET", "HEAD", "POST"]);
/** Paths that machines call under the machine's own host name. */
const BY_ANY_NAME = new Set(["/livez", "/readyz", "/metrics"]);
/** Headers that framework or proxy layers trust, and that no client of ours sends. */
const INTERNAL =
  /^(x-middleware-|x-now-|x-matched-path$|x-invoke-|next-resume$|next-action$|x-nonce$|x-client-address$)/;

/** Refuses requests that no route accepts, before anything else reads them. */
export function refuseOdd(req: IncomingMessage, path: string): Refusal | null {
  const { host, "content-encoding": encoding } = req.headers;
  if (!req.url?.startsWith("/") || req.url.startsWith("//") || /[\\\0]/.test(req.url) || !isDecodable(path))
    return bad("invalid");
  if (!host) return bad("invalid");
  if (!BY_ANY_NAME.has(path) && !isOwnHost(host, env().PUBLIC_URL, env().publicUrlSet))
    return { status: 421, error: "unknown_host" };
  // No client of ours sends compressed bodies, so no decoder is created for unauthenticated bytes.
  if (encoding !== undefined && encoding.trim().toLowerCase() !== "identity")
    return { status: 415, error: "unsupported" };
  if (!METHODS.has(req.method ?? "")) return { status: 405, error: "invalid" };
  if (path === "/_next/image") return { status: 404, error: "not_found" };
  // Pages are read-only; a POST to one is an attempt to call a Server Action, and there are none.
  if (req.method === "POST" && !/^\/(api|simulator)\//.test(path)) return { status: 405, error: "invalid" };
  return null;
}

const bad = (error: string): Refusal => ({ status: 400, error });

function isDecodable(path: string): boolean {
  if (!path.includes("%")) return true;
  try {
    return !decodeURIComponent(path).includes("\0");
  } catch {
    return false;
  }
}

/** Removes headers that only we may set, and sets the client's address. */
export function cleanHeaders(req: IncomingMessage, path: string): void {
  for (const name of Object.keys(req.headers)) if (INTERNAL.test(name)) delete req.headers[name];
  // Nothing else is large, and the static file server fails on an invalid range.
  if (!path.startsWith("/api/recordings/")) delete req.headers.range;
  if (env().TRUST_PROXY !== "1") {
    for (const name of ["x-forwarded-host", "x-forwarded-proto", "x-forwarded-port"]) delete req.headers[name];
  }
  req.headers["x-client-address"] = addressOf(req);
}

/** Whether a mutation does not come from one of our pages: it lacks the header that no form can send, or our own Origin. */
export function isForged(req: IncomingMessage): boolean {
  const { origin, "x-storeline": mark } = req.headers;
  return mark !== "1" || origin === undefined || !isOwnOrigin(req, env().PUBLIC_URL);
}
