import { type IncomingMessage, ServerResponse, STATUS_CODES } from "node:http";

/**
 * Whether a browser may open a socket from this origin: the configured public address, or the requested host itself. Requests
 * without an Origin do not come from a web page; without a cookie or token they are refused later.
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

/**
 * Whether a request names our own host: that of the configured public address. The loopback names are equivalent.
 * @param isStrict the operator has set the public address
 */
export function isOwnHost(host: string, publicUrl: string, isStrict: boolean): boolean {
  if (!isStrict) return true;
  const ours = new URL(publicUrl);
  if (host.toLowerCase() === ours.host) return true;
  const [, name, port] = /^(.*?)(?::(\d+))?$/.exec(host.toLowerCase()) ?? [];
  return LOOPBACK.has(ours.hostname) && LOOPBACK.has(name ?? "") && (port ?? "") === ours.port;
}

/** Answers requests for another host with 421 before a transport (polling or upgrade) is opened. */
export function refuseOtherHosts(publicUrl: string, isStrict: boolean) {
  return (req: IncomingMessage, res: unknown, next: () => void): void => {
    const { host } = req.headers;
    if (host && isOwnHost(host, publicUrl, isStrict)) {
      next();
      return;
    }
    const status = host ? 421 : 400;
    // Node has no response object for an upgrade, so the response is written to the connection.
    if (!(res instanceof ServerResponse)) {
      req.socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const body = JSON.stringify({ error: host ? "unknown_host" : "invalid" });
    const headers = { "content-type": "application/json", "content-length": body.length, connection: "close" };
    res.writeHead(status, headers).end(body);
  };
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Behind a proxy the client chooses the Host header, so it counts only for connections from this machine. */
const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.has(hostname);
