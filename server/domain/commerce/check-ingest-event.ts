import { type CloudEvent, IngestData, type IngestType } from "@/server/contract/commerce";
import type { IngestEvent } from "./ingest-batch";

/** How far a source's clock may be ahead of ours before what it says of a time means nothing. */
const AHEAD_MS = 5 * 60_000;

/** Checks one event and orders it. @returns why it cannot be used, in a sentence without its values, when it cannot */
export function checkIngestEvent(raw: CloudEvent, receivedAt: Date): IngestEvent | string {
  if (!Object.hasOwn(IngestData, raw.type)) return "type is not one this door knows";
  const type = raw.type as IngestType;
  if (!isPlainText([raw.id, raw.source, raw.data])) return "text holds a character that cannot be stored";
  const data = IngestData[type].safeParse(raw.data);
  if (!data.success) {
    const issue = data.error.issues[0];
    return `data.${issue?.path.join(".")}: ${issue?.message}`;
  }
  const said = raw.time ? new Date(raw.time) : null;
  const isVouch = type === "retail.feed.vouched.v1";
  if (isVouch && !said) return "needs a time: as of when it is still true";
  if (isVouch && said && said.getTime() > receivedAt.getTime() + AHEAD_MS) return "time is in the future";
  // A vouch is about a time, so its time alone orders it.
  const sequence = raw.sequence === undefined || isVouch ? said?.getTime() : Number(raw.sequence);
  if (sequence === undefined) return "needs a sequence or a time, to be ordered";
  if (!Number.isSafeInteger(sequence) || sequence < 0) return "sequence is out of range";
  if (type === "retail.sku.changed.v1" && !isGtin((data.data as { gtin?: string | null }).gtin)) {
    return "data.gtin: check digit does not fit";
  }
  const time = said ?? new Date(0);
  const observedAt = said && said < receivedAt ? said : receivedAt;
  return { key: JSON.stringify([raw.source, raw.id]), type, data: data.data, sequence, time, observedAt };
}

/** Neither NUL nor half a surrogate pair: PostgreSQL stores neither. */
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
