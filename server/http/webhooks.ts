import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { env } from "@/server/lib/env";
import { ingestSecrets } from "@/server/lib/ingest-secrets";
import { readBody } from "@/server/lib/read-body";
import { bearer } from "@/server/lib/visitor-token";
import { INGEST_MAX_BYTES, receiveIngest } from "@/server/webhooks/ingest";
import { receiveWebhook, webhookLimit } from "@/server/webhooks/receive";
import { type DoorAnswer, type DoorDeps, guarded, json, take, toRaw } from "./doors";

// Providers are not throttled: a rush is theirs to send. A visitor's widget is.
const perVisitor = new RateLimiterMemory({ points: 60, duration: 60 });

/** `POST /api/webhooks/:kind` */
export function webhookDoor(req: IncomingMessage, kind: string, deps: DoorDeps): Promise<DoorAnswer> {
  return guarded("webhook", async () => {
    const limit = webhookLimit(kind);
    if (limit === null) return json(404, { error: "not_found" });
    if (req.method !== "POST") return json(405, { error: "invalid" }, { allow: "POST" });
    const token = kind === "webchat" ? bearer(req.headers.authorization) : null;
    if (token) await take(perVisitor, createHash("sha256").update(token).digest("base64url"));
    const raw = toRaw(req, deps.publicUrl, await readBody(req, limit));
    return receiveWebhook(kind, raw, { ctx: deps.ctx, count: deps.count });
  });
}

/** `POST /api/ingest` */
export function ingestDoor(req: IncomingMessage, deps: DoorDeps): Promise<DoorAnswer> {
  return guarded("ingest", async () => {
    if (req.method !== "POST") return json(405, { error: "invalid" }, { allow: "POST" });
    const raw = toRaw(req, deps.publicUrl, await readBody(req, INGEST_MAX_BYTES));
    const secrets = ingestSecrets(env().INGEST_SECRETS, env().simulator);
    return receiveIngest(raw, { ctx: deps.ctx, secrets, count: deps.count });
  });
}
