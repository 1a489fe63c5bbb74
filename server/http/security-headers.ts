import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "@/server/lib/env";

/**
 * Sets the headers of every response. A page's scripts run by a nonce made here, which is passed to the page in a request
 * header; the client's value of that header is overwritten.
 */
export function setSecurityHeaders(req: IncomingMessage, res: ServerResponse, path: string): void {
  res.setHeader("content-security-policy", pagePolicy(req, path));
  const embedded = isEmbedded(path);
  res.setHeader("x-content-type-options", "nosniff");
  res.setHeader("referrer-policy", "same-origin");
  res.setHeader("permissions-policy", "camera=(), geolocation=(), payment=(), usb=(), microphone=(self)");
  res.setHeader("cross-origin-resource-policy", embedded ? "cross-origin" : "same-origin");
  if (!embedded) res.setHeader("cross-origin-opener-policy", "same-origin");
  if (!embedded && !isSimulator(path)) res.setHeader("x-frame-options", "DENY");
  for (const [name, value] of Object.entries(transportSecurity())) res.setHeader(name, value);
}

/** For data responses, on the busiest route: opened as a page they run and load nothing, and other sites cannot read them. */
export const dataHeaders = (): Record<string, string> => ({
  "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-frame-options": "DENY",
  ...transportSecurity(),
});

const transportSecurity = (): Record<string, string> =>
  env().PUBLIC_URL.startsWith("https:") ? { "strict-transport-security": "max-age=31536000; includeSubDomains" } : {};

function pagePolicy(req: IncomingMessage, path: string): string {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(path, nonce);
  delete req.headers["content-security-policy-report-only"];
  req.headers["content-security-policy"] = policy;
  req.headers["x-nonce"] = nonce;
  return policy;
}

/** Files that the retailer's own site loads: the loader and the frame of the chat. */
const isEmbedded = (path: string): boolean => path === "/widget.js" || path.startsWith("/widget/");
const isSimulator = (path: string): boolean => env().simulator && path.startsWith("/simulator/");

/** Where a page may connect to: itself, and in the workspace the phone systems that carry its calls. */
const connections = (path: string): string => ["'self'", ...(isEmbedded(path) ? [] : phoneHosts())].join(" ");

function phoneHosts(): string[] {
  const { ASTERISK_SIP_URL, TWILIO_VOICE_ACCOUNT_SID, TWILIO_VOICE_EDGES } = env();
  const edges = TWILIO_VOICE_ACCOUNT_SID ? TWILIO_VOICE_EDGES.split(",") : [];
  return [
    ...(ASTERISK_SIP_URL ? [new URL(ASTERISK_SIP_URL).origin] : []),
    ...edges.map((edge) => `wss://voice-js.${edge}.twilio.com`),
  ];
}

function contentSecurityPolicy(path: string, nonce: string): string {
  // React's development build uses eval; production does not.
  const development = env().NODE_ENV === "production" ? "" : " 'unsafe-eval'";
  // The noise suppression of calls is WebAssembly; this allows no other code.
  const assembly = isEmbedded(path) ? "" : " 'wasm-unsafe-eval'";
  const ancestors = isEmbedded(path) ? "*" : isSimulator(path) ? "'self'" : "'none'";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'${assembly}${development}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${connections(path)}`,
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${ancestors}`,
  ].join("; ");
}
