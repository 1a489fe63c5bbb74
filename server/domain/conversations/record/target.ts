import { eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { places, users } from "@/db/schema";
import type { Target } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { Scope } from "@/server/contract/team";
import { scopesOf } from "@/server/domain/team/scope";

type Named = { id: Id; name: string };
/** A validated target. Without user and place it is the queue of the conversation's place. */
type LoadedTarget = { user: (Named & { scope: Scope }) | null; place: Named | null };
/** The new place and owner of one conversation: the queue of the place when `userId` is null. */
export type ResolvedTarget = { placeId: Id; userId: Id | null };

/**
 * Loads and validates a target, for any number of conversations.
 * @throws DomainError "invalid", with a sentence, when it cannot take work
 */
export async function loadTarget(tx: Tx, to: Target): Promise<LoadedTarget> {
  return {
    place: to.placeId ? await loadPlace(tx, to.placeId) : null,
    user: to.userId ? await loadWorker(tx, to.userId, to.placeId) : null,
  };
}

async function loadPlace(tx: Tx, placeId: Id): Promise<Named> {
  const [place] = await tx.select().from(places).where(eq(places.id, placeId));
  if (!place) throw new DomainError("invalid", "placeUnknown");
  if (!place.takesWork) throw new DomainError("invalid", "takesNoWork", { place: place.name });
  return { id: place.id, name: place.name };
}

async function loadWorker(tx: Tx, userId: Id, placeId: Id | undefined): Promise<Named & { scope: Scope }> {
  // With the share lock, a concurrent disabling waits for us or we wait for it, so a disabled person never gets work.
  const [user] = await tx.select().from(users).where(eq(users.id, userId)).for("share");
  if (!user) throw new DomainError("invalid", "personUnknown");
  if (user.disabledAt) throw new DomainError("invalid", "personDisabled", { name: user.name });
  const scope = (await scopesOf(tx, [userId])).get(userId) ?? { all: false, placeIds: [] };
  const worksAt = (id: Id) => scope.all || scope.placeIds.includes(id);
  if (!scope.all && scope.placeIds.length === 0) {
    throw new DomainError("invalid", "worksNowhere", { name: user.name });
  }
  if (placeId && !worksAt(placeId)) throw new DomainError("invalid", "worksElsewhere", { name: user.name });
  return { id: user.id, name: user.name, scope };
}

/**
 * Checks that a person who is about to get work is enabled, with a lock that a concurrent disabling waits for.
 * @throws DomainError "unauthenticated" when they have just been disabled
 */
export async function requireEnabledUser(tx: Tx, userId: Id): Promise<void> {
  const [user] = await tx.select({ disabledAt: users.disabledAt }).from(users).where(eq(users.id, userId)).for("share");
  if (!user || user.disabledAt) throw new DomainError("unauthenticated");
}

/** A person works on it at the requested place, else at its current place, else at the first of their places. */
export function resolveTarget({ user, place }: LoadedTarget, presentPlaceId: Id): ResolvedTarget {
  if (!user || place) return { placeId: place?.id ?? presentPlaceId, userId: user?.id ?? null };
  const stays = user.scope.all || user.scope.placeIds.includes(presentPlaceId);
  return { placeId: stays ? presentPlaceId : (user.scope.placeIds[0] ?? presentPlaceId), userId: user.id };
}

/** The names of people and places, stored on system lines. */
export async function namesOf(tx: Tx, ids: Iterable<Id | null>): Promise<(id: Id | null) => string> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  const names = new Map<Id, string>();
  if (wanted.length > 0) {
    const people = await tx.select({ id: users.id, name: users.name }).from(users).where(inArray(users.id, wanted));
    const where = await tx.select({ id: places.id, name: places.name }).from(places).where(inArray(places.id, wanted));
    for (const { id, name } of [...people, ...where]) names.set(id, name);
  }
  return (id) => (id && names.get(id)) || "";
}
