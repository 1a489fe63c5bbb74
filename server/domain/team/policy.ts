import { DomainError } from "@/server/contract/errors";
import type { Actor, PersonActor } from "@/server/contract/team";

export const canAdminister = (actor: Actor): boolean => actor.kind === "system" || actor.role === "admin";
export const canSeeBoard = (actor: PersonActor): boolean => actor.role === "supervisor" || actor.role === "admin";

/** @throws DomainError "forbidden" */
export function requireAdministrator(actor: Actor): void {
  if (!canAdminister(actor)) throw new DomainError("forbidden");
}

/** Personal data is clear for the retailer's own people, and masked for outsourced ones. */
export const seesPersonalData = (actor: Actor): boolean => actor.kind === "system" || actor.role !== "partner_agent";

/** How the rows this actor reads are shown. */
export const maskingFor = (actor: Actor): { masked: boolean } => ({ masked: !seesPersonalData(actor) });
