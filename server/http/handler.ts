import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { RawRequest } from "@/server/contract/channel";
import type { Ctx } from "@/server/domain/context";
import { log } from "@/server/lib/log";
import { answer, refused, tryLater } from "@/server/webhooks/answers";
import type { WebhookOutcome } from "@/server/webhooks/receive";

/** A route's complete answer, so that it can be tested without a socket. */
export type RouteAnswer = { status: number; headers: Record<string, string>; body: string | Buffer };
/** An answer that is too large for memory: read as fast as the client takes it. Its headers name the length. */
export type StreamedAnswer = Omit<RouteAnswer, "body"> & { stream: AsyncIterable<Buffer> };

export type RouteDeps = {
  ctx: Ctx;
  publicUrl: string;
  /** Called with the outcome of each webhook, for the metrics. */
  count?: (kind: string, outcome: WebhookOutcome) => void;
};

/** Converts a request for the channel port. Its URL is the configured one, never from a header. */
export function toRaw(req: IncomingMessage, publicUrl: string, body: Buffer): RawRequest {
  const headers = Object.fromEntries(
    Object.entries(req.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
  return { method: req.method ?? "GET", url: publicUrl + (req.url ?? "/"), headers, body };
}

export function sendAnswer(res: ServerResponse, said: RouteAnswer): void {
  const body = Buffer.from(said.body);
  res.writeHead(said.status, { "cache-control": "no-store", ...said.headers, "content-length": body.length });
  res.end(body);
}

/** Ends the connection when the rest cannot be read, so that the client does not take a part for the whole. */
export async function sendStream(res: ServerResponse, { status, headers, stream }: StreamedAnswer): Promise<void> {
  res.writeHead(status, { "cache-control": "no-store", ...headers });
  await pipeline(Readable.from(stream), res).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") log.warn({ err: error }, "an answer was cut off");
  });
}

/** Runs a route. An error becomes a response and a log line without personal data. */
export async function guarded<A = RouteAnswer>(route: string, run: () => Promise<A>): Promise<A | RouteAnswer> {
  try {
    return await run();
  } catch (error) {
    const refusal = refused(error);
    if (refusal) log.info({ route, status: refusal.status }, "refused");
    else log.error({ route, err: error }, "route failed");
    return refusal ?? tryLater();
  }
}

export const json = answer;
