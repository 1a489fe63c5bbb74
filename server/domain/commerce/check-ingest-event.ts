import type { z } from "zod";
import { type CloudEvent, IngestData, type IngestType } from "@/server/contract/commerce";
import type { IngestEvent } from "./ingest-batch";
import { AHEAD_MS, contentHash } from "./order-guard";

/**
 * Validates one event and determines its order. @returns the event, or a sentence (without its values) that says why it is
 * invalid
 */
export function checkIngestEvent(raw: CloudEvent, receivedAt: Date): IngestEvent | string {
  if (!Object.hasOwn(IngestData, raw.type)) return "type: is not one of those documented";
  const type = raw.type as IngestType;
  if (!isPlainText([raw.id, raw.source, raw.data])) return "event: holds a character that cannot be stored";
  const data = IngestData[type].safeParse(raw.data);
  if (!data.success) {
    const issue = data.error.issues[0];
    return `data.${issue?.path.join(".")}: ${issue?.message}`;
  }
  const latest = new Date(receivedAt.getTime() + AHEAD_MS);
  const said = raw.time ? new Date(raw.time) : null;
  const early = said && said > latest ? "time" : aheadOf(type, data.data, latest);
  if (early) return `${early}: is more than five minutes ahead of our clock`;
  const isConfirmation = type === "retail.feed.confirmed.v1";
  if (isConfirmation && !said) return "time: is needed, as of when it is still true";
  // A confirmation is ordered by its time alone.
  const sequence = raw.sequence === undefined || isConfirmation ? said?.getTime() : Number(raw.sequence);
  if (sequence === undefined) return "sequence: is needed, or a time, to be ordered";
  if (!Number.isSafeInteger(sequence) || sequence < 0) return "sequence: is out of range";
  if (type === "retail.sku.changed.v1" && !isGtin((data.data as { gtin?: string | null }).gtin)) {
    return "data.gtin: check digit does not fit";
  }
  return {
    key: JSON.stringify([raw.source, raw.id]),
    type,
    data: data.data,
    hash: contentHash(data.data),
    sequence,
    time: said ?? new Date(0),
    observedAt: said && said < receivedAt ? said : receivedAt,
  };
}

type Order = z.output<(typeof IngestData)["retail.order.changed.v1"]>;

/** @returns the field with a past event that is dated in the future, or null; expected times (due, eta) may be in the future */
function aheadOf(type: IngestType, data: unknown, latest: Date): string | null {
  if (type !== "retail.order.changed.v1") return null;
  const { placedAt, fulfilments, shipments } = data as Order;
  const facts: [string, string | null | undefined][] = [
    ["placedAt", placedAt],
    ...fulfilments.map(({ readyAt }, i) => [`fulfilments.${i}.readyAt`, readyAt] as [string, typeof readyAt]),
    ...shipments.map(
      ({ deliveredAt }, i) => [`shipments.${i}.deliveredAt`, deliveredAt] as [string, typeof deliveredAt],
    ),
  ];
  const early = facts.find(([, at]) => at && new Date(at) > latest);
  return early ? `data.${early[0]}` : null;
}

/** PostgreSQL stores neither NUL nor lone surrogates. */
function isPlainText(value: unknown): boolean {
  if (typeof value === "string") return !value.includes("\0") && value.isWellFormed();
  if (Array.isArray(value)) return value.every(isPlainText);
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).every(([key, inner]) => isPlainText(key) && isPlainText(inner));
  }
  return true;
}

function isGtin(gtin: string | null | undefined): boolean {
  if (!gtin) return true;
  if (!/^\d{8,14}$/.test(gtin)) return false;
  const digits = [...gtin].reverse().map(Number);
  return digits.reduce((sum, digit, i) => sum + digit * (i % 2 ? 3 : 1), 0) % 10 === 0;
}
