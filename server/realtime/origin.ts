import { type IncomingMessage, ServerResponse, STATUS_CODES } from "node:http";

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

/**
 * Whether a request asked for us by our own name. With a configured public address, that one; the loopback names are one machine.
 * @param isStrict the operator has set the public address
 */
export function isOwnHost(host: string, publicUrl: string, isStrict: boolean): boolean {
  if (!isStrict) return true;
  const ours = new URL(publicUrl);
  if (host.toLowerCase() === ours.host) return true;
  const [, name, port] = /^(.*?)(?::(\d+))?$/.exec(host.toLowerCase()) ?? [];
  return LOOPBACK.has(ours.hostname) && LOOPBACK.has(name ?? "") && (port ?? "") === ours.port;
}

/** Answers requests for another host with 421 before a transport, a polling request or an upgrade, is opened for them. */
export function refuseOtherHosts(publicUrl: string, isStrict: boolean) {
  return (req: IncomingMessage, res: unknown, next: () => void): void => {
    const { host } = req.headers;
    if (host && isOwnHost(host, publicUrl, isStrict)) {
      next();
      return;
    }
    const status = host ? 421 : 400;
    // An upgrade has no response of Node's: what it answers is written to the connection.
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

/** Behind a proxy the Host header is the client's word, so it counts only where nobody else can be: on this machine. */
const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.has(hostname);
