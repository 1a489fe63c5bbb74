import { and, eq, isNotNull, ne } from "drizzle-orm";
import type { Db } from "@/db/client";
import { callLegs, calls } from "@/db/schema";
import { BROWSERS } from "@/server/contract/constants";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import type { OpenPhone, PhoneAccount } from "@/server/contract/voice";
import type { Ctx } from "@/server/domain/context";

/**
 * Makes the browser tab of somebody who is rung, or is on the line, a phone of the system that carries the call. Whatever the tab was
 * before is over.
 * @throws DomainError "conflict": no call of a phone system rings for them, or is theirs; "unavailable": the phone system is away
 */
export async function openPhone(
  { db, actor, voice }: Ctx<PersonActor>,
  { deviceId }: OpenPhone,
): Promise<PhoneAccount> {
  const [mine] = await db
    .select({ provider: calls.provider })
    .from(callLegs)
    .innerJoin(calls, eq(calls.id, callLegs.callId))
    .where(and(eq(callLegs.userId, actor.id), ne(callLegs.state, "ended"), ne(calls.provider, BROWSERS)))
    .limit(1);
  if (!mine) throw new DomainError("conflict", "notOnCall");
  return voice.openPhone(mine.provider, { sessionId: actor.sid, deviceId });
}

/** The browser tabs that carry a leg now. @source Storeline `call_legs` */
export async function tabsOnCalls(db: Db): Promise<{ sessionId: Id; deviceId: Id }[]> {
  const rows = await db
    .select({ sessionId: callLegs.sessionId, deviceId: callLegs.deviceId })
    .from(callLegs)
    .where(and(ne(callLegs.state, "ended"), isNotNull(callLegs.sessionId), isNotNull(callLegs.deviceId)));
  return rows as { sessionId: Id; deviceId: Id }[];
}
