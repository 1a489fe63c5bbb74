import type { CloudEvent, IngestResult, IngestType } from "@/server/contract/commerce";
import { dbErrorCode } from "@/server/lib/db-errors";
import type { Ctx } from "../context";
import { applyChunk, INGEST_TYPES } from "./apply-chunk";
import { checkIngestEvent } from "./check-ingest-event";
import type { IngestEvent, Settled } from "./ingest-batch";

const PER_TRANSACTION = 500;

/**
 * Ingests facts of a retailer's system about places, SKUs, stock, customers and orders. Values are absolute: repeated and
 * out-of-order events converge, because only a greater (sequence, time) of a subject applies. An event that names something
 * unknown is parked and replayed when it appears. One bad event fails alone.
 * @param connection the source system; deduplicates together with the event's own `source` and `id`
 * @returns one result per event, in the order given
 * @source the retailer's till, OMS or CRM, through the ingest endpoint
 */
export async function ingestEvents(ctx: Ctx, connection: string, events: CloudEvent[]): Promise<IngestResult[]> {
  const receivedAt = ctx.now();
  const results: IngestResult[] = [];
  const first = new Map<string, { event: IngestEvent; index: number }>();
  for (const [index, raw] of events.entries()) {
    const checked = checkIngestEvent(raw, receivedAt);
    if (typeof checked === "string") results[index] = { id: raw.id, outcome: "invalid", reason: checked };
    else if (first.has(checked.key)) results[index] = { id: raw.id, outcome: "duplicate" };
    else first.set(checked.key, { event: checked, index });
  }
  const settled = new Map<string, Settled | Refused>();
  for (const type of INGEST_TYPES) {
    const ofType = [...first.values()].filter(({ event }) => event.type === type).map(({ event }) => event);
    for (let at = 0; at < ofType.length; at += PER_TRANSACTION) {
      const outcome = await applyAll(ctx, connection, type, ofType.slice(at, at + PER_TRANSACTION));
      for (const [key, is] of outcome) settled.set(key, is);
    }
  }
  for (const [key, { index }] of first) {
    const is = settled.get(key) ?? { outcome: "duplicate" as const };
    const reason = "reason" in is ? { reason: is.reason } : {};
    results[index] = { id: (events[index] as CloudEvent).id, outcome: is.outcome, ...reason };
  }
  return results;
}

type Refused = { outcome: "invalid"; reason: string };

/** A value that the database refuses fails the whole transaction; then each event is applied separately. */
async function applyAll(
  ctx: Ctx,
  connection: string,
  type: IngestType,
  events: IngestEvent[],
): Promise<Map<string, Settled | Refused>> {
  try {
    return await applyChunk(ctx, { connection, type, events });
  } catch (error) {
    if (!isUnusableValue(error)) throw error;
    const [only] = events;
    if (events.length === 1 && only) {
      return new Map([[only.key, { outcome: "invalid", reason: "holds a value that cannot be stored" }]]);
    }
    const half = Math.ceil(events.length / 2);
    const before = await applyAll(ctx, connection, type, events.slice(0, half));
    const after = await applyAll(ctx, connection, type, events.slice(half));
    return new Map([...before, ...after]);
  }
}

/** SQLSTATE class 22: a value out of range or not in the encoding. */
const isUnusableValue = (error: unknown): boolean => dbErrorCode(error)?.startsWith("22") === true;
