import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { conversations } from "@/db/schema";
import { rowsOf } from "@/db/sql";
import type { EventPayloads } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";

/**
 * Finds the people whose screens may show an endpoint as a reply destination.
 * @param places where it is, and where it was before the change
 * @returns the payload of its event: those places, and the places and people of unresolved conversations that may use it.
 * Resolved conversations count only at the endpoint's own place, so that history is not read
 */
export async function endpointChange(
  tx: Tx,
  endpointId: Id,
  places: readonly Id[],
): Promise<EventPayloads["endpoint.changed"]> {
  const at = sql`any(string_to_array(${places.join(",")}, ',')::uuid[])`;
  const rows = await rowsOf<{ placeId: Id; offeredPlaceId: Id | null; userId: Id | null; offeredUserId: Id | null }>(
    tx,
    sql`select distinct place_id as "placeId", offered_place_id as "offeredPlaceId", assignee_id as "userId",
        offered_user_id as "offeredUserId"
      from ${conversations}
      where status in ('open', 'snoozed') and (endpoint_id = ${endpointId} or place_id = ${at} or origin_place_id = ${at})`,
  );
  const present = (ids: (Id | null)[]): Id[] => [...new Set(ids.flatMap((id) => id ?? []))].sort();
  return {
    endpointId,
    placeIds: present([...places, ...rows.flatMap(({ placeId, offeredPlaceId }) => [placeId, offeredPlaceId])]),
    userIds: present(rows.flatMap(({ userId, offeredUserId }) => [userId, offeredUserId])),
  };
}
