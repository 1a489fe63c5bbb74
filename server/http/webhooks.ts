import type { IncomingMessage } from "node:http";
import type { VoiceWebhook } from "@/server/contract/voice";
import { env } from "@/server/lib/env";
import { ingestSecrets } from "@/server/lib/ingest-secrets";
import { readBody } from "@/server/lib/read-body";
import { bearer, verifyVisitorToken } from "@/server/lib/visitor-token";
import { INGEST_MAX_BYTES, receiveIngest } from "@/server/webhooks/ingest";
import {
  isCalledByVisitors,
  receiveWebhook,
  webhookLimit,
  webhookMethods,
  widgetKind,
} from "@/server/webhooks/receive";
import { receiveVoice } from "@/server/webhooks/receive-voice";
import { addressOf } from "./client-address";
import { guarded, json, type RouteAnswer, type RouteDeps, toRaw } from "./handler";
import { takeMessage } from "./widget-limits";

let voice: readonly VoiceWebhook[] = [];
/** Registers the webhook endpoints of the providers of calls that are configured. */
export function registerVoiceWebhooks(webhooks: readonly VoiceWebhook[]): void {
  voice = webhooks;
}

/** `/api/webhooks/:name/…` of a provider of calls; null when there is none of this name. */
export function answerVoiceWebhook(req: IncomingMessage, kind: string, deps: RouteDeps): Promise<RouteAnswer> | null {
  const [name = "", ...more] = kind.split("/");
  const webhook = voice.find((one) => one.name === name);
  if (!webhook) return null;
  return guarded("webhook", async () => {
    const raw = toRaw(req, deps.publicUrl, await readBody(req, webhook.maxBodyBytes));
    return receiveVoice(webhook, raw, { path: more.map((part) => `/${part}`).join(""), count: deps.count });
  });
}

/** `POST /api/webhooks/:kind`, and GET where the channel's provider checks the URL. */
export function answerWebhook(req: IncomingMessage, kind: string, deps: RouteDeps): Promise<RouteAnswer> {
  return guarded("webhook", async () => {
    const limit = webhookLimit(kind);
    if (limit === null) return json(404, { error: "not_found" });
    const methods = webhookMethods(kind);
    if (!methods.includes(req.method ?? "")) return json(405, { error: "invalid" }, { allow: methods.join(", ") });
    if (isCalledByVisitors(kind)) await takeMessage(deps.ctx.db, addressOf(req), await visitorIdOf(req));
    const raw = toRaw(req, deps.publicUrl, await readBody(req, limit));
    return receiveWebhook(kind, raw, { ctx: deps.ctx, count: deps.count });
  });
}

/** `POST /api/widget/messages`: the webhook of the widget's channel, under the widget's own path. */
export const answerWidgetMessages = (req: IncomingMessage, deps: RouteDeps): Promise<RouteAnswer> =>
  answerWebhook(req, widgetKind(), deps);

async function visitorIdOf(req: IncomingMessage): Promise<string | null> {
  const token = bearer(req.headers.authorization);
  return token ? ((await verifyVisitorToken(token))?.visitorId ?? null) : null;
}

/** `POST /api/ingest` */
export function answerIngest(req: IncomingMessage, deps: RouteDeps): Promise<RouteAnswer> {
  return guarded("ingest", async () => {
    if (req.method !== "POST") return json(405, { error: "invalid" }, { allow: "POST" });
    const raw = toRaw(req, deps.publicUrl, await readBody(req, INGEST_MAX_BYTES));
    const secrets = ingestSecrets(env().INGEST_SECRETS, env().simulator);
    return receiveIngest(raw, { ctx: deps.ctx, secrets, count: deps.count });
  });
}
