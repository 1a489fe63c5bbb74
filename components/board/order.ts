import { waitLevel } from "@/components/conversations/wait";
import { thresholdAt } from "@/components/conversations/wait-thresholds";
import { PRESENCE } from "@/server/contract/constants";
import type { PersonTile, PlaceTile, PresenceStatus, WaitThresholds } from "@/server/contract/team";

/**
 * Places where somebody has waited too long, the longest wait first; then all others by name. Shorter waits do not change the
 * order, so that rows stay in place during a rush.
 */
export function placesInOrder(tiles: readonly PlaceTile[], now: number, thresholds: WaitThresholds): PlaceTile[] {
  const urgentSince = ({ place, oldestWaitingSince: since }: PlaceTile): string => {
    const level = waitLevel(since, now, thresholdAt(thresholds, place.id));
    return since && (level === "late" || level === "warning") ? since : "none";
  };
  return [...tiles].sort((a, b) => compare(urgentSince(a), urgentSince(b)) || a.place.name.localeCompare(b.place.name));
}

/** ISO times sort before any name. */
const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** People by presence, then by name. Their load does not count, because it changes with every claim. */
export function peopleInOrder(
  tiles: readonly PersonTile[],
  statusOf: (tile: PersonTile) => PresenceStatus,
): PersonTile[] {
  const rank = (tile: PersonTile) => PRESENCE.indexOf(statusOf(tile));
  return [...tiles].sort((a, b) => rank(a) - rank(b) || a.person.name.localeCompare(b.person.name));
}
