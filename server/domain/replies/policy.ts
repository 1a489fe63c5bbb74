import { eq, inArray, or, type SQL, sql } from "drizzle-orm";
import { savedReplies } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { ReplyLibrary } from "@/server/contract/replies";
import type { Actor, Scope } from "@/server/contract/team";
import { isAdministrator, noRule, placesOf } from "../actors";

/** The library of a row: a person's, a place's, or with neither the organization's. */
export type Owner = { userId: Id | null; placeId: Id | null };

/** The places whose replies an actor may use: where they work; for administrators, all. */
const libraryPlaces = (actor: Actor): Scope => (isAdministrator(actor) ? { all: true, placeIds: [] } : placesOf(actor));
const isAmong = ({ all, placeIds }: Scope, placeId: Id): boolean => all || placeIds.includes(placeId);

/** Whether an actor may use a saved reply: their own, those of their places, and the organization's. Integrations use none. */
export function canUse(actor: Actor, { userId, placeId }: Owner): boolean {
  switch (actor.kind) {
    case "system":
      return userId === null;
    case "person":
      if (userId !== null) return userId === actor.id;
      return placeId === null || isAmong(libraryPlaces(actor), placeId);
    case "integration":
      return false;
    default:
      return noRule(actor);
  }
}

/**
 * `canUse` as a SQL condition on `saved_replies`.
 * @param at a place whose replies the actor may use, too: that of a conversation they may read
 */
export function usableBy(actor: Actor, at: Id | null = null): SQL {
  if (actor.kind === "integration") return sql`false`;
  const { all, placeIds } = libraryPlaces(actor);
  const isPlaces = at ? [...placeIds, at] : placeIds;
  const isTheirs = all ? sql`true` : isPlaces.length > 0 ? inArray(savedReplies.placeId, isPlaces) : sql`false`;
  const isEverybodys = sql`${savedReplies.userId} is null and (${savedReplies.placeId} is null or ${isTheirs})`;
  return actor.kind === "system" ? isEverybodys : (or(eq(savedReplies.userId, actor.id), isEverybodys) as SQL);
}

/** People edit their own; supervisors those of their places; administrators those of every place and of the organization. */
export function canEdit(actor: Actor, owner: Owner): boolean {
  if (owner.userId !== null) return actor.kind === "person" && owner.userId === actor.id;
  if (isAdministrator(actor)) return true;
  const isSupervisor = actor.kind === "person" && actor.role === "supervisor";
  return isSupervisor && owner.placeId !== null && isAmong(placesOf(actor), owner.placeId);
}

/** @returns who owns what this actor puts into a library */
export const ownerIn = (library: ReplyLibrary, actor: Actor): Owner => ({
  userId: library.kind === "personal" ? actor.id : null,
  placeId: library.kind === "place" ? library.placeId : null,
});

export function libraryOf({ userId, placeId }: Owner): ReplyLibrary {
  if (userId !== null) return { kind: "personal" };
  return placeId === null ? { kind: "organization" } : { kind: "place", placeId };
}
