import { DomainError } from "@/server/contract/errors";
import type { Actor, PersonActor } from "@/server/contract/team";

export const canAdminister = (actor: Actor): boolean => actor.kind === "system" || actor.role === "admin";
export const canSeeBoard = (actor: PersonActor): boolean => actor.role === "supervisor" || actor.role === "admin";

/** @throws DomainError "forbidden" */
export function requireAdministrator(actor: Actor): void {
  if (!canAdminister(actor)) throw new DomainError("forbidden");
}
