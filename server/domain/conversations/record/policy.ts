import { inArray, or, type SQL, sql } from "drizzle-orm";
import { conversations } from "@/db/schema";
import { canBulkAssign } from "@/server/contract/abilities";
import type { Placement } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { Actor, PersonActor, Scope, ScopedActor } from "@/server/contract/team";
import { integrationMay, noRule, placesOf, requireScope } from "@/server/domain/actors";

/**
 * Whether an actor may read a conversation: its place is in their scope, they are its assignee, or it is offered to them. An
 * integration needs its scope and the place. The audience of events (`sync/audience.ts`) and the visibility in queries
 * (`visibleTo`) follow this rule; tests check that the three agree.
 */
export function canRead(actor: Actor, at: Placement): boolean {
  const { all, placeIds } = placesOf(actor);
  const isHere =
    all || [at.placeId, at.offeredPlaceId].some((placeId) => placeId !== null && placeIds.includes(placeId));
  switch (actor.kind) {
    case "system":
      return true;
    case "person":
      return isHere || at.userId === actor.id || at.offeredUserId === actor.id;
    case "integration":
      return isHere && integrationMay(actor, "conversations:read");
    default:
      return noRule(actor);
  }
}

/**
 * `canRead` as a SQL condition on `conversations`.
 * @param isPrepared takes the person from the placeholders of `readerValues`, so that people with the same kind of scope share
 * a statement
 */
export function visibleTo(actor: Actor, isPrepared = false): SQL {
  const { all, placeIds } = placesOf(actor);
  if (!integrationMay(actor, "conversations:read")) return sql`false`;
  if (all) return sql`true`;
  const me = isPrepared ? sql`${sql.placeholder("me")}::uuid` : sql`${actor.id}`;
  const isMine = (column: typeof conversations.placeId | typeof conversations.offeredPlaceId) =>
    isPrepared
      ? sql`${column} = any(string_to_array(${sql.placeholder("places")}, ',')::uuid[])`
      : inArray(column, placeIds);
  const byPlace =
    isPrepared || placeIds.length > 0 ? [isMine(conversations.placeId), isMine(conversations.offeredPlaceId)] : [];
  if (actor.kind === "integration") return or(...byPlace, sql`false`) as SQL;
  return or(...byPlace, sql`${conversations.assigneeId} = ${me}`, sql`${conversations.offeredUserId} = ${me}`) as SQL;
}

/** The values of a prepared `visibleTo`. */
export const readerValues = (actor: ScopedActor) => ({ me: actor.id, places: placesOf(actor).placeIds.join(",") });

/** The reader of lists. An integration has no assigned conversations, so only its places count. */
export type ListReader = { id: Id; scope: Scope };
/** @throws DomainError "forbidden" for an integration that may not read conversations */
export function listReader(actor: ScopedActor): ListReader {
  requireScope(actor, "conversations:read");
  return { id: actor.id, scope: placesOf(actor) };
}

/** Whether the actor may answer an offer: the person it was made to, or anybody who works at the place it was made to. */
export const canAnswer = (actor: PersonActor, offer: { toUserId: string | null; toPlaceId: string | null }): boolean =>
  offer.toUserId
    ? offer.toUserId === actor.id
    : offer.toPlaceId !== null && (actor.scope.all || actor.scope.placeIds.includes(offer.toPlaceId));
/** Whether the actor may withdraw an offer: its sender, the owner, or a supervisor. */
export const canWithdraw = (actor: PersonActor, at: Placement, offer: { fromUserId: string }): boolean =>
  offer.fromUserId === actor.id || at.userId === actor.id || canBulkAssign(actor);

/** The placement of a conversation row. */
export const placementOf = (row: {
  placeId: string;
  assigneeId: string | null;
  offeredUserId: string | null;
  offeredPlaceId: string | null;
}): Placement => ({
  placeId: row.placeId,
  userId: row.assigneeId,
  offeredUserId: row.offeredUserId,
  offeredPlaceId: row.offeredPlaceId,
});
