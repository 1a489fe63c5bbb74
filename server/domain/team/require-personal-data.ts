import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { seesPersonalData } from "./policy";

/** @throws DomainError "forbidden" for people from whom customers' data is masked */
export function requirePersonalData(actor: PersonActor): void {
  if (!seesPersonalData(actor)) throw new DomainError("forbidden", "customersMasked");
}
