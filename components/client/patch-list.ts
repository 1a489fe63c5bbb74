import type { ConversationRow, ReadMarks, Sort } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import { COMPARE, type SortedBy } from "@/server/contract/views";
import type { ListData, ListPage } from "./cache-state";

const keyOf = ({ id, lastMessageAt, lastMentionAt, waitingSince, snoozedUntil }: SortedBy): SortedBy => ({
  id,
  lastMessageAt,
  lastMentionAt,
  waitingSince,
  snoozedUntil,
});

/** Records where a page ended, before its rows move. */
function withEnd(page: ListPage): ListPage {
  const last = page.rows.at(-1);
  return page.end || !last ? page : { ...page, end: keyOf(last) };
}

export function removeRow(data: ListData, id: Id): ListData {
  if (!data.pages.some((page) => page.rows.some((row) => row.id === id))) return data;
  return {
    ...data,
    pages: data.pages.map((page) =>
      page.rows.some((row) => row.id === id)
        ? { ...withEnd(page), rows: page.rows.filter((row) => row.id !== id) }
        : page,
    ),
  };
}

/**
 * Inserts a row at its sorted position. A row below the loaded end is left out, because the next page will have it.
 * @returns the same object when nothing changed
 */
export function placeInList(data: ListData, row: ConversationRow, readSeq: number | undefined, sort: Sort): ListData {
  const compareRows = COMPARE[sort];
  const current = data.pages.flatMap((page) => page.rows).find((other) => other.id === row.id);
  if (current && current.version > row.version) return data;
  if (current && current.version === row.version && current.lastMessageAt === row.lastMessageAt) return data;
  const without = removeRow(data, row.id);
  const index = without.pages.findIndex((page, at) => {
    const end = withEnd(page).end;
    const isLast = at === without.pages.length - 1;
    return (end !== undefined && compareRows(row, end) <= 0) || (isLast && page.nextCursor === null);
  });
  const page = without.pages[index];
  if (!page) return without;
  const rows = [...page.rows, row].sort(compareRows);
  const reads: ReadMarks =
    readSeq !== undefined && page.reads[row.id] !== readSeq ? { ...page.reads, [row.id]: readSeq } : page.reads;
  return { ...without, pages: without.pages.with(index, { ...withEnd(page), rows, reads }) };
}

/** How far this person has read a conversation, if a page has it. */
export const readIn = (data: ListData, id: Id): number | undefined =>
  data.pages.find((page) => page.reads[id] !== undefined)?.reads[id];

export function markReadIn(data: ListData, id: Id, seq: number): ListData {
  const pages = data.pages.map((page) =>
    page.rows.some((row) => row.id === id) && (page.reads[id] ?? 0) < seq
      ? { ...page, reads: { ...page.reads, [id]: seq } }
      : page,
  );
  return pages.some((page, at) => page !== data.pages[at]) ? { ...data, pages } : data;
}
