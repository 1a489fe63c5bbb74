import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { type Call, type Leg, lastLegOf } from "./call";

/** @throws DomainError "not_found" if the call never rang for this person, the same error as for an unknown call */
export function requireLeg(call: Call, userId: Id): Leg {
  const leg = lastLegOf(call, userId);
  if (!leg) throw new DomainError("not_found");
  return leg;
}
