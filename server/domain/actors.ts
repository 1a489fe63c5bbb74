import { DomainError } from "@/server/contract/errors";
import type { Actor, IntegrationScope, Scope } from "@/server/contract/team";

/* The basic rules over every kind of actor, used by the policies of all nouns (ADR 0031). */

/** The default of a rule's switch: a new kind of actor fails to compile here, and is denied at run time. */
export const noRule = (_actor: never): false => false;

/** Whether the actor is an administrator or the system; no scope of an integration grants this. */
export function isAdministrator(actor: Actor): boolean {
  switch (actor.kind) {
    case "system":
      return true;
    case "person":
      return actor.role === "admin";
    case "integration":
      return false;
    default:
      return noRule(actor);
  }
}

/** Whether an integration has this scope; true for other actors. Without a scope the answer is no for every integration. */
export function integrationMay(actor: Actor, scope: IntegrationScope | undefined): boolean {
  switch (actor.kind) {
    case "system":
    case "person":
      return true;
    case "integration":
      return scope !== undefined && actor.scopes.includes(scope);
    default:
      return noRule(actor);
  }
}

/** @throws DomainError "forbidden" for an integration without this scope */
export function requireScope(actor: Actor, scope: IntegrationScope | undefined): void {
  if (!integrationMay(actor, scope)) throw new DomainError("forbidden");
}

/** The places that an actor has access to. */
export function placesOf(actor: Actor): Scope {
  switch (actor.kind) {
    case "system":
      return { all: true, placeIds: [] };
    case "person":
      return actor.scope;
    case "integration":
      return actor.places;
    default:
      return noRule(actor) || { all: false, placeIds: [] };
  }
}
