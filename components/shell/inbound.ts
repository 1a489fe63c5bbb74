import type { ConversationPage, ConversationRow } from "@/server/contract/conversations";

/** The newest customer `seq` known per conversation. */
export type Known = Map<string, number>;

/**
 * Rows with a new customer message since the last call. A row that was not seen before counts only when its message is newer
 * than `since` (epoch ms), so that loading or paging a list announces nothing.
 */
export function newInbound(known: Known, rows: readonly ConversationRow[], since: number): ConversationRow[] {
  const fresh: ConversationRow[] = [];
  for (const row of rows) {
    const seen = known.get(row.id);
    if (row.lastInboundSeq <= (seen ?? 0)) continue;
    known.set(row.id, row.lastInboundSeq);
    const isNews = seen !== undefined || Date.parse(row.lastMessageAt) > since;
    if (isNews && row.previewBy === "customer") fresh.push(row);
  }
  return fresh;
}

const isRow = (value: unknown): value is ConversationRow =>
  typeof value === "object" && value !== null && "lastInboundSeq" in value && "customer" in value;
const isPage = (value: unknown): value is ConversationPage =>
  typeof value === "object" && value !== null && Array.isArray((value as { rows?: unknown }).rows);

/** The conversation rows inside cached query data: list pages, or an open conversation. */
export function rowsIn(data: unknown): ConversationRow[] {
  if (typeof data !== "object" || data === null) return [];
  if ("pages" in data && Array.isArray(data.pages)) return data.pages.filter(isPage).flatMap((page) => page.rows);
  if ("row" in data && isRow(data.row)) return [data.row];
  return [];
}
