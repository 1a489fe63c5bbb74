import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { ctxFor, SIGN_IN } from "@/server/auth/ctx";
import { overdueHolds } from "@/server/domain/consent/send-holds";
import { consumerStates } from "@/server/domain/operate/consumer-states";
import { outboxState } from "@/server/domain/operate/outbox-state";
import { env } from "@/server/lib/env";
import { measureConsumers, measureOutbox, measureSendHolds, metrics } from "@/server/lib/metrics";
import { bearer } from "@/server/lib/visitor-token";
import { json, type RouteAnswer } from "./handler";

const LOOPBACK = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);

measureConsumers(async () => consumerStates(await ctxFor(SIGN_IN)));
measureSendHolds(async () => overdueHolds(await ctxFor(SIGN_IN)));
measureOutbox(async () => outboxState(await ctxFor(SIGN_IN)));

/** `GET /metrics`: for callers with METRICS_TOKEN; without one configured, for this machine itself. Others get 404. */
export async function answerMetrics(req: IncomingMessage): Promise<RouteAnswer> {
  if (!mayRead(req)) return json(404, { error: "not_found" });
  return { status: 200, headers: { "content-type": metrics.contentType }, body: await metrics.metrics() };
}

function mayRead(req: IncomingMessage): boolean {
  const token = env().METRICS_TOKEN;
  if (token) return same(bearer(req.headers.authorization) ?? "", token);
  // A proxy on this machine also connects from loopback, on behalf of somebody else.
  const forwarded = req.headers["x-forwarded-for"] ?? req.headers.forwarded ?? req.headers["x-real-ip"];
  return forwarded === undefined && LOOPBACK.has(req.socket.remoteAddress ?? "");
}

const digest = (value: string): Buffer => createHash("sha256").update(value).digest();
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
