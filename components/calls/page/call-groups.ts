import type { CallRow } from "@/server/contract/call-lists";
import type { Id } from "@/server/contract/ids";
import { needsCallback } from "@/server/contract/missed-calls";

/** The last missed call of a customer who waits for an answer, and how many of theirs were missed. */
export type WaitingCall = { row: CallRow; missed: number };
export type CallGroups = { waiting: WaitingCall[]; rest: CallRow[] };

const newestFirst = (a: CallRow, b: CallRow): number =>
  a.item.at === b.item.at ? (a.item.id > b.item.id ? -1 : 1) : a.item.at > b.item.at ? -1 : 1;

const newer = (a: CallRow, b: CallRow): boolean =>
  a.item.version === b.item.version ? a.conversation.version > b.conversation.version : a.item.version > b.item.version;

/** Each call once, newest first: pages overlap after pushes, and where a list begins with calls that wait. */
export function distinctCalls(rows: readonly CallRow[]): CallRow[] {
  const byId = new Map<Id, CallRow>();
  for (const row of rows) {
    const known = byId.get(row.item.id);
    if (!known || newer(row, known)) byId.set(row.item.id, row);
  }
  return [...byId.values()].sort(newestFirst);
}

/** Missed calls: one line for each customer who still waits, the longest wait first, and everything else by time. */
export function groupMissed(rows: readonly CallRow[]): CallGroups {
  const waiting = new Map<Id, WaitingCall>();
  const rest: CallRow[] = [];
  for (const row of distinctCalls(rows)) {
    if (!needsCallback(row.conversation, row.item)) rest.push(row);
    else {
      const known = waiting.get(row.conversation.id);
      waiting.set(row.conversation.id, { row: known?.row ?? row, missed: (known?.missed ?? 0) + 1 });
    }
  }
  const since = ({ row }: WaitingCall): string => row.conversation.waitingSince ?? "";
  return { waiting: [...waiting.values()].sort((a, b) => (since(a) < since(b) ? -1 : 1)), rest };
}
