import { env } from "@/server/lib/env";
import { health } from "@/server/lib/health";
import { json, type RouteAnswer } from "./handler";

/** A node whose screens lag this much should get no new connections. */
const MAX_LAG_MS = 15_000;

/** Liveness: the process responds and has not lost its database for long. Restart it when this fails. */
export function livez(): RouteAnswer {
  const cutOffSeconds = Math.round(health.writes.failingForMs() / 1000);
  const ok = cutOffSeconds < env().LIVEZ_GRACE_SECONDS;
  return ok ? json(200, { ok }) : json(503, { ok, cutOffSeconds });
}

/** Readiness: the database takes writes, screens are not behind, and the node is not stopping. */
export async function readyz(): Promise<RouteAnswer> {
  const database = await health.writes.isWritable();
  const lagMs = Math.round(health.relayLagMs());
  const ok = database && !health.draining && lagMs < MAX_LAG_MS;
  return json(ok ? 200 : 503, { ok, database, draining: health.draining, lagMs });
}
