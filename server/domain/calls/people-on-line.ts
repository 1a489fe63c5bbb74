import { and, inArray } from "drizzle-orm";
import type { Db } from "@/db/client";
import { callLegs } from "@/db/schema";
import type { Id } from "@/server/contract/ids";

/** Returns which of these people are on a call now; with null, everybody who is. @source Storeline `call_legs` */
export async function peopleOnLine(db: Db, userIds: readonly Id[] | null): Promise<ReadonlySet<Id>> {
  if (userIds?.length === 0) return new Set();
  const areTheirs = userIds ? inArray(callLegs.userId, [...userIds]) : undefined;
  const rows = await db
    .select({ userId: callLegs.userId })
    .from(callLegs)
    .where(and(areTheirs, inArray(callLegs.state, ["up", "away"])));
  return new Set(rows.flatMap(({ userId }) => userId ?? []));
}
