import http from "node:http";
import https from "node:https";

export type OutboundRequest = {
  method: string;
  url: URL;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** The timeout of the whole exchange. */
  timeoutMs: number;
  /** A time of `performance.now()`; a request that is not connected by then is not sent. */
  leaveBy?: number;
  maxBytes: number;
};
export type OutboundResponse = { status: number; headers: http.IncomingHttpHeaders; body: Buffer<ArrayBuffer> };

/** `mayHaveArrived` is false only when nothing was sent, because there was no connection (with TLS, if required) in time. */
export class OutboundError extends Error {
  constructor(
    readonly reason: "unreachable" | "timeout" | "broken" | "encoding" | "too_large",
    readonly mayHaveArrived: boolean,
  ) {
    super(`outbound request failed: ${reason}`);
    this.name = "OutboundError";
  }
}

/**
 * The only outbound HTTP client. Never follows redirects, refuses compressed responses before a decoder exists, and stops
 * reading at `maxBytes`.
 * @throws OutboundError
 */
export function outbound(request: OutboundRequest): Promise<OutboundResponse> {
  return new Promise((resolve, reject) => {
    const secure = request.url.protocol === "https:";
    const client = secure ? https : http;
    const leaveBy = request.leaveBy ?? Number.POSITIVE_INFINITY;
    let sent = false;
    const fail = (reason: OutboundError["reason"]) => {
      clearTimeout(deadline);
      clearTimeout(tooLate);
      reject(new OutboundError(reason, sent));
      call.destroy();
    };
    const call = client.request(request.url, {
      method: request.method,
      headers: { ...request.headers, "accept-encoding": "identity" },
    });
    const deadline = setTimeout(() => fail("timeout"), request.timeoutMs);
    const tooLate = setTimeout(
      () => fail("timeout"),
      Math.max(0, Math.min(leaveBy - performance.now(), request.timeoutMs)),
    );
    const leave = () => {
      clearTimeout(tooLate);
      if (performance.now() > leaveBy) return fail("timeout");
      sent = true;
      call.end(request.body);
    };
    call.on("socket", (socket) => {
      // A kept-alive socket is already connected, and would collect a listener with every request.
      if (!socket.connecting) leave();
      else socket.once(secure ? "secureConnect" : "connect", leave);
    });
    call.on("error", () => fail(sent ? "broken" : "unreachable"));
    call.on("response", (response) => {
      const encoding = response.headers["content-encoding"] ?? "identity";
      if (encoding.trim().toLowerCase() !== "identity") return fail("encoding");
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > request.maxBytes) return fail("too_large");
        chunks.push(chunk);
      });
      response.on("error", () => fail("broken"));
      response.on("end", () => {
        clearTimeout(deadline);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
  });
}
