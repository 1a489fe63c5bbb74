import { DomainError } from "@/server/contract/errors";
import type { Actor, IntegrationScope, Scope } from "@/server/contract/team";

/* Rules over every kind of actor, which the rules of each noun are made of (ADR 0031). */

/** An actor of a kind that a rule does not know: it compiles nowhere, and gets nothing. */
export const noRule = (_actor: never): false => false;

/** Administrators and the system itself; no scope of an integration gives this. */
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

/** Whether this scope, which only integrations need, is the actor's. What names no scope is open to no integration. */
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

/** The places that an actor works for. */
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
