import type { CallbackKey, MyCallback } from "@/server/contract/callbacks";
import type { ConversationRow } from "@/server/contract/conversations";
import type { Me } from "@/server/contract/team";
import type { CallbackData } from "./cache-state";

/** Whether this person may be asked to make the conversation's callback. The rule of `calls.work` (`callback-assignee.ts`). */
export function mayBeAsked({ callback, place }: ConversationRow, me: Pick<Me, "id" | "scope">): boolean {
  if (!callback) return false;
  if (callback.assignee?.id === me.id) return true;
  const isHere = !me.scope.all && me.scope.placeIds.includes(place.id);
  return isHere && (callback.assignee === null || callback.talkedAt === null);
}

/** The rows of all pages, changed; the same object when none was. They are kept in the first page until they are fetched again. */
export function mapCallbacks(
  data: CallbackData,
  change: (rows: ConversationRow[]) => readonly ConversationRow[],
): CallbackData {
  const rows = data.pages.flatMap((page) => page.rows);
  const changed = change(rows);
  if (changed.length === rows.length && changed.every((row, at) => row === rows[at])) return data;
  return { ...data, pages: data.pages.map((page, at) => ({ ...page, rows: at === 0 ? [...changed] : [] })) };
}

/**
 * Puts a conversation where its callback stands, or takes it out; an older version than the one shown changes nothing. What is due after the
 * last page is on one that is not loaded.
 */
export function placeCallback(data: CallbackData, row: ConversationRow): CallbackData {
  const end = data.pages.at(-1)?.nextCursor ?? null;
  return mapCallbacks(data, (rows) => {
    const shown = rows.find(({ id }) => id === row.id);
    if (shown ? shown.version >= row.version : !row.callback) return rows;
    const others = rows.filter(({ id }) => id !== row.id);
    const isLoaded = row.callback && (end === null || compare(row.callback, end) <= 0);
    return isLoaded ? [...others, row].sort(byDue) : others;
  });
}

const compare = (a: CallbackKey, b: CallbackKey): number =>
  a.dueAt === b.dueAt ? Number(a.id > b.id) - Number(a.id < b.id) : a.dueAt < b.dueAt ? -1 : 1;

const byDue = ({ callback: a }: ConversationRow, { callback: b }: ConversationRow): number =>
  a && b ? compare(a, b) : 0;

function toMine({ id: conversationId, callback }: ConversationRow): MyCallback | null {
  if (!callback) return null;
  const { dueAt, remindAt, assignee } = callback;
  return { conversationId, assigneeId: assignee?.id ?? null, dueAt, remindAt };
}

const isSame = (a: MyCallback, b: MyCallback): boolean =>
  a.dueAt === b.dueAt && a.remindAt === b.remindAt && a.assigneeId === b.assigneeId;

/** The same for what this person is to do. */
export function placeMyCallback(mine: MyCallback[], row: ConversationRow, me: Me): MyCallback[] {
  const shown = mine.find(({ conversationId }) => conversationId === row.id);
  const next = mayBeAsked(row, me) ? toMine(row) : null;
  if (shown ? next && isSame(shown, next) : !next) return mine;
  const others = mine.filter((one) => one !== shown);
  return next ? [...others, next].sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1)) : others;
}
