import { DomainError } from "@/server/contract/errors";
import type { Actor, PersonActor } from "@/server/contract/team";
import { integrationMay, isAdministrator, noRule } from "../actors";

/** Administrators and the system itself. */
export const canAdminister = (actor: Actor): boolean => isAdministrator(actor);
export const canSeeBoard = (actor: PersonActor): boolean => actor.role === "supervisor" || actor.role === "admin";

/** @throws DomainError "forbidden" */
export function requireAdministrator(actor: Actor): void {
  if (!canAdminister(actor)) throw new DomainError("forbidden");
}

/**
 * Whether personal data is visible to the actor: to the retailer's own people, not to partner agents, and to integrations only
 * with the scope.
 */
export function seesPersonalData(actor: Actor): boolean {
  switch (actor.kind) {
    case "system":
      return true;
    case "person":
      return actor.role !== "partner_agent";
    case "integration":
      return integrationMay(actor, "customers:read");
    default:
      return noRule(actor);
  }
}

/** The masking class of this actor. */
export const maskingFor = (actor: Actor): { masked: boolean } => ({ masked: !seesPersonalData(actor) });
