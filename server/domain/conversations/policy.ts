import { inArray, or, type SQL, sql } from "drizzle-orm";
import { conversations } from "@/db/schema";
import type { Whereabouts } from "@/server/contract/events";
import type { Actor, PersonActor } from "@/server/contract/team";

/**
 * Who may read a conversation: those whose scope holds its place, its assignee, and those it is offered to.
 * Audience of events (`sync/audience.ts`) and query visibility (`visibleTo`) both come from this rule; tests hold the three together.
 */
export function canRead(actor: Actor, at: Whereabouts): boolean {
  if (actor.kind === "system" || actor.scope.all) return true;
  const mine = (placeId: string | null) => placeId !== null && actor.scope.placeIds.includes(placeId);
  return mine(at.placeId) || mine(at.offeredPlaceId) || at.userId === actor.id || at.offeredUserId === actor.id;
}

/** `canRead` as a condition over `conversations`. */
export function visibleTo(actor: Actor): SQL {
  if (actor.kind === "system" || actor.scope.all) return sql`true`;
  const { placeIds } = actor.scope;
  const byPlace =
    placeIds.length > 0
      ? [inArray(conversations.placeId, placeIds), inArray(conversations.offeredPlaceId, placeIds)]
      : [];
  return or(
    ...byPlace,
    sql`${conversations.assigneeId} = ${actor.id}`,
    sql`${conversations.offeredUserId} = ${actor.id}`,
  ) as SQL;
}

/** Partner agents claim and transfer; they do not hand work to named colleagues. */
export const canAssign = (actor: PersonActor): boolean => actor.role !== "partner_agent";
export const canBulkAssign = (actor: PersonActor): boolean => actor.role === "supervisor" || actor.role === "admin";
/** Personal data is clear for the retailer's own people, and masked for outsourced ones. */
export const seesPersonalData = (actor: Actor): boolean => actor.kind === "system" || actor.role !== "partner_agent";

/** Where a conversation row is, in the words of the rule. */
export const whereabouts = (row: {
  placeId: string;
  assigneeId: string | null;
  offeredUserId: string | null;
  offeredPlaceId: string | null;
}): Whereabouts => ({
  placeId: row.placeId,
  userId: row.assigneeId,
  offeredUserId: row.offeredUserId,
  offeredPlaceId: row.offeredPlaceId,
});
