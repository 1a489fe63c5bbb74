import type { IncomingMessage, ServerResponse } from "node:http";
import type { RawRequest } from "@/server/contract/channel";
import type { Ctx } from "@/server/domain/context";
import { log } from "@/server/lib/log";
import { answer, refused, tryLater } from "@/server/webhooks/answers";
import type { WebhookOutcome } from "@/server/webhooks/receive";

/** A route's complete answer, so that it can be tested without a socket. */
export type RouteAnswer = { status: number; headers: Record<string, string>; body: string | Buffer };

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

/** Runs a route. An error becomes a response and a log line without personal data. */
export async function guarded(route: string, run: () => Promise<RouteAnswer>): Promise<RouteAnswer> {
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
