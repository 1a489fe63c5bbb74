import { Webhook } from "standardwebhooks";
import type { RawRequest, RawResponse } from "@/server/contract/channel";
import { CloudEvent, type IngestResult } from "@/server/contract/commerce";
import { DomainError } from "@/server/contract/errors";
import { ingestEvents } from "@/server/domain/commerce/ingest-events";
import type { Ctx } from "@/server/domain/context";
import type { IngestSecret } from "@/server/lib/ingest-secrets";
import { log } from "@/server/lib/log";
import { dedupeHits } from "@/server/lib/metrics";
import { cleanText } from "@/server/lib/text";
import { answer, refused, tryLater } from "./answers";
import type { WebhookOutcome } from "./receive";

export const INGEST_MAX_BYTES = 1024 * 1024;
const MAX_EVENTS = 500;
const SINGLE = "application/cloudevents+json";
const BATCH = "application/cloudevents-batch+json";

export type IngestDeps = {
  ctx: Ctx;
  secrets: readonly IngestSecret[];
  count?: (kind: string, outcome: WebhookOutcome) => void;
};

/**
 * `POST /api/ingest`: CloudEvents 1.0 in structured JSON, one or a batch, signed per Standard Webhooks over the raw bytes.
 * @returns 202 with one result per event; an event that does not fit is `invalid` alone. A repetition is a `duplicate`, never an error
 */
export async function receiveIngest(raw: RawRequest, deps: IngestDeps): Promise<RawResponse> {
  if (raw.method !== "POST") return answer(405, { error: "invalid" }, { allow: "POST" });
  if (raw.headers["content-encoding"]) return answer(415, { error: "unsupported" });
  if (raw.body.length > INGEST_MAX_BYTES) return answer(413, { error: "too_large" });
  const source = signedBy(raw, deps.secrets);
  if (source === null) {
    deps.count?.("ingest", "unsigned");
    log.warn("ingest with no valid signature");
    return answer(403, { error: "forbidden" });
  }
  try {
    const results = await ingest(deps.ctx, source, readEvents(raw));
    deps.count?.("ingest", "accepted");
    dedupeHits.inc({ kind: "ingest" }, results.filter(({ outcome }) => outcome === "duplicate").length);
    return answer(202, { results });
  } catch (error) {
    const refusal = refused(error);
    deps.count?.("ingest", refusal ? "refused" : "failed");
    if (refusal) log.warn({ source, status: refusal.status }, "ingest refused");
    else log.error({ source, err: error }, "ingest could not be stored");
    return refusal ?? tryLater();
  }
}

/** Verifies the signature within five minutes, by any secret of a source; there are several while one is replaced. */
function signedBy(raw: RawRequest, secrets: readonly IngestSecret[]): string | null {
  const headers = Object.fromEntries(
    ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => [name, raw.headers[name] ?? ""]),
  );
  for (const { source, secret } of secrets) {
    try {
      new Webhook(secret).verify(raw.body, headers, { jsonParse: false });
      return source;
    } catch {
      // the next secret may match
    }
  }
  return null;
}

/** @throws DomainError "unsupported", "invalid", "too_large" */
function readEvents(raw: RawRequest): unknown[] {
  const type = raw.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (type !== SINGLE && type !== BATCH)
    throw new DomainError("unsupported", "contentTypes", { single: SINGLE, batch: BATCH });
  const body = parseJson(raw.body);
  if (type === SINGLE) return [body];
  if (!Array.isArray(body)) throw new DomainError("invalid", "batchNoList");
  if (body.length > MAX_EVENTS) throw new DomainError("too_large", "tooManyEvents", { most: MAX_EVENTS });
  return body;
}

function parseJson(body: Buffer): unknown {
  try {
    // PostgreSQL stores no NUL, and UTF-8 has no lone surrogates.
    return JSON.parse(body.toString("utf8"), (_, value) => (typeof value === "string" ? cleanText(value) : value));
  } catch {
    throw new DomainError("invalid", "notJson");
  }
}

async function ingest(ctx: Ctx, source: string, bodies: unknown[]): Promise<IngestResult[]> {
  const checked = bodies.map((body) => CloudEvent.safeParse(body));
  const fitting = checked.flatMap((event) => (event.success ? [event.data] : []));
  const applied = await ingestEvents(ctx, source, fitting);
  let next = 0;
  return checked.map((event, index) =>
    event.success
      ? (applied[next++] as IngestResult)
      : { id: idOf(bodies[index]), outcome: "invalid", reason: reasonOf(event.error.issues) },
  );
}

function idOf(body: unknown): string {
  const id = (body as { id?: unknown } | null)?.id;
  return typeof id === "string" ? id.slice(0, 200) : "";
}

const reasonOf = (issues: { path: PropertyKey[]; message: string }[]): string =>
  issues[0] ? `${issues[0].path.map(String).join(".") || "event"}: ${issues[0].message}` : "malformed";
