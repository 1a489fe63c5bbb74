import type { IncomingMessage } from "node:http";

/**
 * Whether a browser may open a socket from where it says it is: the configured public address, or the very host it asked.
 * Requests without an Origin come from no web page; without a cookie or token they get no further.
 */
export function isOwnOrigin(req: Pick<IncomingMessage, "headers">, publicUrl: string): boolean {
  const { origin, host } = req.headers;
  if (origin === undefined) return true;
  if (origin === new URL(publicUrl).origin) return true;
  try {
    const url = new URL(origin);
    return (
      (url.protocol === "http:" || url.protocol === "https:") &&
      url.origin === origin &&
      url.host === host &&
      isLoopback(url)
    );
  } catch {
    return false;
  }
}

/** Behind a proxy the Host header is the client's word, so it counts only where nobody else can be: on this machine. */
const isLoopback = ({ hostname }: URL): boolean => ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
