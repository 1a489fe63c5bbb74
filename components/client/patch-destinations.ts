import type { Entity } from "@/server/contract/events";
import { type CacheState, type StaleMark, withStale } from "./cache-state";

/**
 * An endpoint was added, changed or removed. Only the server knows which of the customer's addresses it reaches, so threads
 * that may show it are refetched.
 */
export function refetchDestinations(
  cache: CacheState,
  { endpointId, placeIds }: Extract<Entity, { kind: "endpoint" }>,
): CacheState {
  const marks: StaleMark[] = ["endpoints"];
  for (const [id, { row, destinations }] of cache.details)
    if (placeIds.includes(row.place.id) || destinations.some((one) => one.endpointId === endpointId))
      marks.push(`detail:${id}`);
  return withStale(cache, ...marks);
}
