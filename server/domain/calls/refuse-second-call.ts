import { and, eq, inArray, ne } from "drizzle-orm";
import { callLegs } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import type { Write } from "@/server/domain/command";

/** @throws DomainError "conflict" when the actor is on the line of another call */
export async function refuseSecondCall({ tx, actor }: Write<PersonActor>, callId: Id): Promise<void> {
  const onLine = inArray(callLegs.state, ["up", "away"]);
  const [other] = await tx
    .select({ id: callLegs.id })
    .from(callLegs)
    .where(and(eq(callLegs.userId, actor.id), ne(callLegs.callId, callId), onLine));
  if (other) throw new DomainError("conflict", "alreadyOnCall");
}
