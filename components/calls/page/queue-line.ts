import type { CallRow } from "@/server/contract/call-lists";
import type { CallItem } from "@/server/contract/conversations";
import type { Id, IsoTime } from "@/server/contract/ids";
import type { Me } from "@/server/contract/team";

type Call = CallItem["call"];

/** Since when the customer waits for somebody to answer; null unless they wait now. Who asked to be called back waits no longer. */
export function inLineSince({ direction, outcome, phases }: Call): IsoTime | null {
  if (direction !== "in" || outcome !== null) return null;
  const last = phases.findLastIndex(({ phase }) => phase !== "queued" && phase !== "ringing");
  return phases[last + 1]?.at ?? null;
}

/** A customer who was answered before comes first: they are rung for first. */
const wasAnswered = ({ phases }: Call): boolean => phases.some(({ phase }) => phase === "connected");

const inOrder = ({ item: a }: CallRow, { item: b }: CallRow): number =>
  Number(wasAnswered(b.call)) - Number(wasAnswered(a.call)) || (a.at < b.at ? -1 : 1);

/**
 * The position in line, from 1, of each customer who waits, by the id of the call's entry.
 * @param live all calls that go on at the locations that are shown. Of locations that are not this person's they know only some
 */
export function positionsIn(live: readonly CallRow[], { scope }: Pick<Me, "scope">): ReadonlyMap<Id, number> {
  const positions = new Map<Id, number>();
  const inLine = new Map<Id, number>();
  for (const { conversation, item } of live.filter((row) => inLineSince(row.item.call) !== null).sort(inOrder)) {
    const placeId = conversation.place.id;
    if (!scope.all && !scope.placeIds.includes(placeId)) continue;
    const position = (inLine.get(placeId) ?? 0) + 1;
    inLine.set(placeId, position);
    positions.set(item.id, position);
  }
  return positions;
}
