import type { ConversationRow, ConversationStatus, ListFilter, View } from "./conversations";
import type { Id } from "./ids";
import type { Scope } from "./team";

/** The reader of a list: the fields of a person that decide what belongs on their screen. */
type Reader = { id: Id; scope: Scope };

/** The status each view shows. */
export const STATUS_OF_VIEW: Record<View, ConversationStatus> = {
  mine: "open",
  unassigned: "open",
  place: "open",
  all: "open",
  snoozed: "snoozed",
  resolved: "resolved",
};

const inScope = (placeId: Id, { scope }: Reader): boolean => scope.all || scope.placeIds.includes(placeId);

/** Whether this reader may read the row: the rule of `conversations/record/policy.ts`, applied to an inbox row. */
export function rowReadable(row: ConversationRow, reader: Reader): boolean {
  return (
    inScope(row.place.id, reader) ||
    row.assignee?.id === reader.id ||
    row.offer?.toUser?.id === reader.id ||
    (row.offer?.toPlace != null && inScope(row.offer.toPlace.id, reader))
  );
}

/** Whether the row belongs in this list of this reader. Equals the query behind `conversations.list`; a test compares them. */
export function rowMatches(row: ConversationRow, filter: ListFilter, reader: Reader): boolean {
  if (row.status !== STATUS_OF_VIEW[filter.view] || !rowReadable(row, reader)) return false;
  if (filter.view === "mine" && row.assignee?.id !== reader.id) return false;
  if (filter.view === "unassigned" && row.assignee) return false;
  if (filter.view === "place" && !inScope(row.place.id, reader)) return false;
  if (filter.placeId && row.place.id !== filter.placeId) return false;
  if (filter.channel && row.channel !== filter.channel) return false;
  if (filter.assigneeId === "none") return !row.assignee;
  return !filter.assigneeId || row.assignee?.id === filter.assigneeId;
}
